package specimen

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"image"
	"image/jpeg"
	"reflect"
	"runtime"
	"strings"
	"testing"
)

func draw(t *testing.T, n int, r Request) Specimen {
	t.Helper()
	s, err := Draw(1, n, r)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func decode(t *testing.T, file []byte) *image.YCbCr {
	t.Helper()
	m, err := jpeg.Decode(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	return m.(*image.YCbCr)
}

func TestSameSeedSameBytes(t *testing.T) {
	t.Parallel()
	r := Request{Kind: ResidentCard, Today: today, Defects: []Defect{Blurred}}
	a, b := draw(t, 3, r), draw(t, 3, r)
	if !bytes.Equal(a.Front, b.Front) || !bytes.Equal(a.Back, b.Back) || !reflect.DeepEqual(a.Truth, b.Truth) {
		t.Error("twice the same request, and two specimens")
	}
	if c := draw(t, 4, r); bytes.Equal(a.Front, c.Front) || bytes.Equal(a.Back, c.Back) || a.Truth.Printed["number"] == c.Truth.Printed["number"] {
		t.Error("another n is the same specimen")
	}
	c, err := Draw(2, 3, r)
	if err != nil || bytes.Equal(a.Front, c.Front) || a.Truth.Printed["number"] == c.Truth.Printed["number"] {
		t.Error("another seed is the same specimen", err)
	}
	r.Defects = nil
	if d := draw(t, 3, r); !reflect.DeepEqual(a.Truth.Printed, d.Truth.Printed) {
		t.Errorf("a blurred picture is of another document:\n%v\n%v", a.Truth.Printed, d.Truth.Printed)
	}
}

// TestGolden keeps the pixels of a small set for every machine and every release of Go, and the bytes of
// the files for the release whose image/jpeg made them. Run it with GOAMD64=v3 too: there products and
// sums are fused as they are on arm64.
func TestGolden(t *testing.T) {
	t.Parallel()
	for _, g := range []struct {
		kind         string
		defect       Defect
		pixels, file string
	}{
		{ResidentCard, Glare, "df9fc3bedf997f42d887dc69", "97d1d452887561efd6a60ac2"},
		{SpecialPermanentResidentCertificate, Blurred, "d96f949c5a991b2f9c00e4ad", "c2de5f184ae30bf905e94001"},
		{AlienRegistrationCertificate, Dark, "3ec13ad8e6b33a586c2015ad", "972670ec4c9cf1f3981ff37f"},
		{MattersCertificate, CutOff, "c8fb9832cfd50ae034ae6706", "4fd5d1a239cf924d18aac417"},
	} {
		t.Run(g.kind, func(t *testing.T) {
			t.Parallel()
			p, err := newPlan(1, 0, Request{Kind: g.kind, Today: today, Defects: []Defect{g.defect}})
			if err != nil {
				t.Fatal(err)
			}
			pixels, files := sha256.New(), sha256.New()
			for _, side := range []string{Front, Back} {
				if side == Back && !p.hasBack() {
					continue
				}
				shot, err := p.shoot(side)
				if err != nil {
					t.Fatal(err)
				}
				for _, plane := range [][]byte{shot.y, shot.cb, shot.cr} {
					pixels.Write(plane)
				}
				file, err := shot.encode()
				if err != nil {
					t.Fatal(err)
				}
				files.Write(file)
			}
			truth, err := json.Marshal(p.truth)
			if err != nil {
				t.Fatal(err)
			}
			pixels.Write(truth)
			if got := hex.EncodeToString(pixels.Sum(nil)[:12]); got != g.pixels {
				t.Errorf("pixels and truth are %s, want %s", got, g.pixels)
			}
			if !strings.HasPrefix(runtime.Version(), "go1.26") {
				t.Logf("%s may encode otherwise; the files are not compared", runtime.Version())
				return
			}
			if got := hex.EncodeToString(files.Sum(nil)[:12]); got != g.file {
				t.Errorf("files are %s, want %s", got, g.file)
			}
		})
	}
}

func TestEveryKindWithEveryDefect(t *testing.T) {
	t.Parallel()
	for k, kind := range Kinds() {
		for i, defect := range append(Defects(), "") {
			t.Run(fmt.Sprintf("%s/%s", kind, defect), func(t *testing.T) {
				t.Parallel()
				r := Request{Kind: kind, Today: today}
				if defect != "" {
					r.Defects = []Defect{defect}
				}
				s := draw(t, 100+k*20+i, r)
				if want := s.Truth.Shown != MattersCertificate && !s.Truth.has(MissingBack); (s.Back != nil) != want {
					t.Fatalf("a back of %d bytes; wanted: %v", len(s.Back), want)
				}
				for side, file := range map[string][]byte{Front: s.Front, Back: s.Back} {
					if file == nil {
						continue
					}
					if len(file) < 150_000 || len(file) > 600_000 {
						t.Errorf("%s has %d bytes", side, len(file))
					}
					size := image.Pt(1600, 1200)
					if s.Truth.Shown == MattersCertificate {
						size = image.Pt(1200, 1600)
					}
					if got := decode(t, file).Bounds().Size(); got != size {
						t.Errorf("%s is %v", side, got)
					}
					whole := true
					for _, corner := range s.Truth.Outline[side] {
						whole = whole && corner[0] > 0.005 && corner[0] < 0.995 && corner[1] > 0.005 && corner[1] < 0.995
					}
					if whole == (s.Truth.On[CutOff] == side) {
						t.Errorf("%s: outline %v, cut off on %q", side, s.Truth.Outline[side], s.Truth.On[CutOff])
					}
				}
			})
		}
	}
}

// TestCamerasKeepTheDocumentInThePicture looks at many more pictures than could be drawn.
func TestCamerasKeepTheDocumentInThePicture(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{ResidentCard, MattersCertificate} {
		for n := range 3000 {
			for _, cut := range []bool{false, true} {
				c := newCamera(newDice(1, n, kind), kind, cut)
				whole := true
				for _, corner := range c.outline() {
					whole = whole && corner[0] > 0.01 && corner[0] < 0.99 && corner[1] > 0.01 && corner[1] < 0.99
				}
				if whole == cut {
					t.Fatalf("%s %d, cut %v: %v", kind, n, cut, c.outline())
				}
			}
		}
	}
}

// mean is the mean brightness of a part of a picture, and edges how much neighbours in a row differ.
func mean(m *image.YCbCr, r image.Rectangle) (bright, edges float64) {
	n := 0
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X-2; x++ {
			a, b := int(m.Y[m.YOffset(x, y)]), int(m.Y[m.YOffset(x+2, y)])
			bright += float64(a)
			edges += float64((a - b) * (a - b))
			n++
		}
	}
	return bright / float64(n), edges / float64(n)
}

func TestDefectsOfThePictureAreToBeSeen(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{ResidentCard, MattersCertificate} {
		for n := range 3 {
			t.Run(fmt.Sprintf("%s/%d", kind, n), func(t *testing.T) {
				t.Parallel()
				shoot := func(defects ...Defect) *image.YCbCr {
					s := draw(t, n, Request{Kind: kind, Today: today, Defects: defects})
					if len(defects) > 0 && s.Truth.On[defects[0]] == Back {
						return decode(t, s.Back)
					}
					return decode(t, s.Front)
				}
				good := shoot()
				whole := good.Bounds()
				middle := whole.Inset(300)
				bright, sharp := mean(good, middle)
				if bright < 130 {
					t.Errorf("a good picture has brightness %.0f", bright)
				}
				if got, _ := mean(shoot(Dark), middle); got > 75 {
					t.Errorf("a dark one has %.0f", got)
				}
				if _, got := mean(shoot(Blurred), middle); got > sharp/4 {
					t.Errorf("a blurred one has edges of %.0f, a sharp one %.0f", got, sharp)
				}
				white := func(m *image.YCbCr) (n int) {
					for _, v := range m.Y {
						if v >= 252 {
							n++
						}
					}
					return n
				}
				if a, b := white(shoot(Glare)), white(good); a < b+15_000 {
					t.Errorf("with glare %d pixels are white, without %d", a, b)
				}
			})
		}
	}
}
