package imaging

import (
	"image"
	"image/color"
	"testing"
)

// swatch is a picture of soft colours without any symmetry, given by its formula:
// so it can be compared at any size, turned in any way. The place is relative, 0
// to 1 from the left and from the top.
func swatch(u, v float64) (y, cb, cr byte) {
	return byte(80 + 70*u + 40*v), byte(108 + 40*v), byte(108 + 40*u*(1-v))
}

// turned draws the swatch as a camera stores it that was held so that the picture
// needs the orientation to stand upright.
func turned(orientation, w, h int) func(x, y int) (u, v float64) {
	return func(x, y int) (u, v float64) {
		across := (float64(x) + 0.5) / float64(w)
		down := (float64(y) + 0.5) / float64(h)
		// CIPA DC-008, tag Orientation: which sides of the upright picture the
		// first row and the first column are.
		switch orientation {
		case 1: // top, left
			return across, down
		case 2: // top, right
			return 1 - across, down
		case 3: // bottom, right
			return 1 - across, 1 - down
		case 4: // bottom, left
			return across, 1 - down
		case 5: // left, top
			return down, across
		case 6: // right, top
			return 1 - down, across
		case 7: // right, bottom
			return 1 - down, 1 - across
		case 8: // left, bottom
			return down, 1 - across
		}
		panic("no such orientation")
	}
}

// swatchSample gives the components of the swatch in the colour model of a file.
func swatchSample(orientation, w, h int, model string) func(c, x, y int) byte {
	at := turned(orientation, w, h)
	return func(c, x, y int) byte {
		light, cb, cr := swatch(at(x, y))
		r, g, b := color.YCbCrToRGB(light, cb, cr)
		switch model {
		case "rgb":
			return [...]byte{r, g, b}[c]
		case "cmyk": // as Adobe has it: 255 is no ink
			return [...]byte{r, g, b, 255}[c]
		case "ycck": // the inks, as brightness and differences
			light, cb, cr = color.RGBToYCbCr(255-r, 255-g, 255-b)
			return [...]byte{light, cb, cr, 255}[c]
		}
		return [...]byte{light, cb, cr}[c]
	}
}

// wantSwatch compares an encoded picture with the upright swatch.
func wantSwatch(t testing.TB, data []byte, w, h int, inColour bool) {
	t.Helper()
	m := decoded(t, data)
	if m.Bounds() != image.Rect(0, 0, w, h) {
		t.Fatalf("size %v, want %dx%d", m.Bounds(), w, h)
	}
	var total, worst int
	for y := range h {
		for x := range w {
			got := color.YCbCrModel.Convert(m.At(x, y)).(color.YCbCr)
			light, cb, cr := swatch((float64(x)+0.5)/float64(w), (float64(y)+0.5)/float64(h))
			if !inColour {
				cb, cr = 128, 128
			}
			off := distance(got.Y, light) + distance(got.Cb, cb) + distance(got.Cr, cr)
			total, worst = total+off, max(worst, off)
		}
	}
	if mean := float64(total) / float64(w*h); mean > 5 || worst > 24 {
		t.Errorf("differs by %.1f on the mean, %d at worst, of 255", mean, worst)
	}
}

func distance(a, b byte) int { return max(int(a)-int(b), int(b)-int(a)) }
