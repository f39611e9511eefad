package specimen

import (
	"bytes"
	"image"
	"image/jpeg"
)

// photo is a picture while it is taken: brightness of every pixel, colour of every second one each way, as
// JPEG keeps them.
type photo struct {
	w, h, cw  int
	y, cb, cr []uint8
}

func newPhoto(w, h int) *photo {
	return &photo{w: w, h: h, cw: w / 2, y: make([]uint8, w*h), cb: make([]uint8, w*h/4), cr: make([]uint8, w*h/4)}
}

// quality keeps small print sharp and a picture between 150 and 600 KB.
const quality = 88

func (p *photo) encode() ([]byte, error) {
	out := bytes.NewBuffer(make([]byte, 0, 512<<10))
	err := jpeg.Encode(out, &image.YCbCr{
		Y: p.y, Cb: p.cb, Cr: p.cr, YStride: p.w, CStride: p.cw,
		SubsampleRatio: image.YCbCrSubsampleRatio420, Rect: image.Rect(0, 0, p.w, p.h),
	}, &jpeg.Options{Quality: quality})
	return out.Bytes(), err
}

// picture takes the photo of one side and notes what it shows.
func (p *plan) picture(side string) ([]byte, error) {
	shot, err := p.shoot(side)
	if err != nil {
		return nil, err
	}
	return shot.encode()
}

func (p *plan) shoot(side string) (*photo, error) {
	subject := "photo " + side
	if p.again {
		subject += " again"
	}
	d := newDice(p.seed, p.n, subject)
	sheet, err := p.doc.face(newDice(p.seed, p.n, "face "+side), side)
	if err != nil {
		return nil, err
	}
	wrong := func(defect Defect) bool { return p.truth.On[defect] == side }
	c := newCamera(d, p.doc.kind, wrong(CutOff))
	// Both sides of a document lie on the same table.
	table := newSurface(newDice(p.seed, p.n, "table"))
	sheet.age(d, p.doc.kind)
	shot := newPhoto(c.w, c.h)
	l := newLight(d, &c, wrong(Dark))
	shot.expose(&c, &table, sheet.canvas, &l)
	noise := d.between(20, 28)
	if wrong(Glare) {
		x, y := c.toPicture.apply(glareAt(d, sheet))
		newGlare(d, int(x), int(y)).shine(shot)
	}
	if wrong(Blurred) {
		shot.blur(d.between(4, 6), d.between(3, 5))
	}
	if wrong(Dark) {
		noise += 14
	}
	shot.grain(d, noise)
	p.truth.Outline[side] = c.outline()
	p.truth.Regions[side] = sheet.regions
	return shot, nil
}

// glareAt is the middle of a field that has to be read.
func glareAt(d dice, s *sheet) (x, y float64) {
	for _, field := range []string{pick(d, []string{"name", "number", "birth_date", "expires_on"}), "name", "address"} {
		if r, ok := s.regions[field]; ok {
			return float64(s.w) * (r[0] + float64(r[2]/2)), float64(s.h) * (r[1] + float64(r[3]/2))
		}
	}
	return float64(s.w / 2), float64(s.h / 4)
}
