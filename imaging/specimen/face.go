package specimen

// The sides of a document as they lie flat. A card is 85.60 × 53.98 mm (ISO/IEC 7810, ID-1), here 15 pixels
// a millimetre; paper is A4, 5 pixels a millimetre.
const (
	cardW, cardH   = 1280, 807
	paperW, paperH = 1060, 1499
)

// face draws one side.
func (doc *document) face(d dice, side string) (*sheet, error) {
	l, err := newLettering()
	if err != nil {
		return nil, err
	}
	w, h := cardW, cardH
	if doc.kind == MattersCertificate {
		w, h = paperW, paperH
	}
	s := &sheet{canvas: newCanvas(w, h), lettering: l, dice: d, regions: map[string][4]float64{}}
	switch {
	case side == Back:
		s.cardBack(doc)
	case doc.kind == ResidentCard:
		s.residentFront(doc)
	case doc.kind == SpecialPermanentResidentCertificate:
		s.specialPermanentFront(doc)
	case doc.kind == AlienRegistrationCertificate:
		s.alienRegistrationFront(doc)
	default:
		s.mattersFront(doc)
	}
	return s, s.err
}

// palette is what tells the kinds of card apart from afar.
type palette struct {
	left, right, below ink // of the ground
	band, bandEnd      ink // of the band at the left edge
	line, rose         ink // of the fine lines
}

var palettes = map[string]palette{
	ResidentCard: {
		left: rgb(226, 243, 234), right: rgb(241, 244, 232), below: rgb(248, 230, 236),
		band: rgb(70, 168, 132), bandEnd: rgb(222, 118, 150),
		line: rgb(96, 170, 158), rose: rgb(206, 120, 150)},
	SpecialPermanentResidentCertificate: {
		left: rgb(232, 232, 248), right: rgb(226, 240, 250), below: rgb(246, 236, 244),
		band: rgb(98, 104, 188), bandEnd: rgb(176, 128, 196),
		line: rgb(124, 130, 198), rose: rgb(96, 158, 204)},
	AlienRegistrationCertificate: {
		left: rgb(246, 240, 222), right: rgb(236, 242, 222), below: rgb(244, 232, 214),
		band: rgb(150, 134, 70), bandEnd: rgb(96, 140, 96),
		line: rgb(170, 156, 104), rose: rgb(120, 152, 112)},
}

// ground paints what the front and back of a card have in common.
func (s *sheet) ground(kind string) palette {
	p := palettes[kind]
	s.wash(p.left, p.right, p.below)
	s.waves(0, 60, s.w, s.h-120, 54, 26, 1280, 300, p.line, 92)
	s.waves(0, 250, s.w, 330, 26, 40, 900, 1900, p.rose, 70)
	s.tide(0, 0, 52, s.h, p.band, p.bandEnd, 215)
	s.tide(s.w-22, 0, 22, s.h, p.bandEnd, p.band, 190)
	s.rosette(s.w*74/100, s.h*72/100, 190, 9, 12, p.rose, 84)
	s.rosette(s.w*30/100, s.h*50/100, 250, 12, 14, p.line, 70)
	return p
}

// heading writes what the card is called, over a coloured band.
func (s *sheet) heading(p palette, japanese, english string) {
	s.tide(52, 0, s.w-74, 14, p.band, p.bandEnd, 200)
	w := s.write(76, 76, style{size: 44, weight: 84, track: 120, ink: black}, japanese)
	s.write(76+w+22, 74, style{size: 22, weight: 30, track: 40, ink: labels}, english)
	s.microtext(76, 96, 770, 2, 9, "見本SPECIMEN", p.band, 210)
}

// numberBox writes the number, in the upper right.
func (s *sheet) numberBox(p palette, number string) {
	s.box(872, 30, 378, 62, 8, paper, 190)
	s.frame(872, 30, 378, 62, 8, 2, p.band, 200)
	s.write(884, 50, style{size: 15, ink: labels}, "番号")
	s.write(884, 80, style{size: 14, track: 10, ink: labels}, "No.")
	s.value("number", 932, 76, 306, style{size: 36, weight: 40, track: 110, ink: black}, number)
}

// portrait draws the silhouette, or says why there is none.
func (s *sheet) portrait(doc *document, x, y, w, h int) {
	s.regions["photo"] = [4]float64{share(x, s.w), share(y, s.h), share(w, s.w), share(h, s.h)}
	if doc.photo {
		s.silhouette(x, y, w, h, doc.holder.female)
		st := style{size: 19, weight: 16, track: 60, ink: paper, strength: 200}
		s.centre(x+w/2, y+h-14, st, "見本 SPECIMEN")
		return
	}
	s.frame(x, y, w, h, 6, 2, labels, 130)
	s.centre(x+w/2, y+h/2-8, style{size: 24, weight: 16, ink: labels}, "写真なし")
	s.centre(x+w/2, y+h/2+24, style{size: 16, track: 20, ink: labels}, "NO PHOTO")
	s.centre(x+w/2, y+h/2+48, style{size: 15, track: 20, ink: labels}, "(UNDER 16)")
}

// shimmer draws the patch that stands where a hologram would be.
func (s *sheet) shimmer(x, y, w, h int, p palette) {
	for row := range h {
		for col := range w {
			a := (col*5 + row*9) * turn / 1500
			k := mix(mix(p.band, p.bandEnd, 128+sine(a)/160), paper, 120+cosine(a*2)/200)
			edge := min(col, w-1-col, row, h-1-row)
			s.dab(x+col, y+row, k, min(130, edge*16))
		}
	}
	s.rosette(x+w/2, y+h/2, h*44/100, 7, 5, p.band, 120)
	s.centre(x+w/2, y+h/2+10, style{size: 28, weight: 40, track: 90, ink: p.band, strength: 190}, "見本")
}

// validity writes the last line of the face, in large letters.
func (s *sheet) validity(x, y int, before, date, after, field string) {
	x += s.write(x, y, style{size: 25, weight: 16, ink: black}, before) + 10
	x += s.value(field, x, y+2, 400, style{size: 40, weight: 56, track: 40, ink: black}, date) + 10
	s.write(x, y, style{size: 25, weight: 16, ink: black}, after)
}
