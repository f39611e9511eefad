package views

import (
	"strconv"
	"strings"

	"github.com/boombuler/barcode/qr"
)

// QR is a QR code (ISO/IEC 18004) as the path of an SVG, one unit a module.
type QR struct {
	Path string
	Size int // modules on a side, with the quiet zone of four on each
}

// NewQR draws a text; what cannot be drawn gives the zero QR.
func NewQR(text string) QR {
	code, err := qr.Encode(text, qr.M, qr.Auto)
	if err != nil {
		return QR{}
	}
	const quiet = 4
	n := code.Bounds().Dx()
	dark := func(x, y int) bool {
		if x >= n {
			return false
		}
		r, _, _, _ := code.At(x, y).RGBA()
		return r == 0
	}
	var b strings.Builder
	for y := range n {
		for x := 0; x < n; x++ {
			if !dark(x, y) {
				continue
			}
			from := x
			for dark(x+1, y) {
				x++
			}
			w := strconv.Itoa(x - from + 1)
			b.WriteString("M" + strconv.Itoa(from+quiet) + " " + strconv.Itoa(y+quiet) + "h" + w + "v1h-" + w + "z")
		}
	}
	return QR{Path: b.String(), Size: n + 2*quiet}
}

// ViewBox is the attribute of the SVG.
func (q QR) ViewBox() string { return "0 0 " + strconv.Itoa(q.Size) + " " + strconv.Itoa(q.Size) }
