package specimen

import (
	"fmt"
	"sync"

	"github.com/hajimehoshi/ebiten/v2/examples/resources/fonts"
	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

var typeface = sync.OnceValues(func() (*sfnt.Font, error) { return sfnt.Parse(fonts.MPlus1pRegular_ttf) })

// lettering turns text into outlines. It serves one goroutine and remembers its first error, so that a
// drawing reads as a list of what stands where.
type lettering struct {
	font   *sfnt.Font
	buffer sfnt.Buffer
	err    error
}

func newLettering() (*lettering, error) {
	f, err := typeface()
	if err != nil {
		return nil, fmt.Errorf("read the typeface: %w", err)
	}
	return &lettering{font: f}, nil
}

// style is how text looks. Sizes are pixels of an em.
type style struct {
	size   int
	weight int // how much bolder than regular, in 1/64 of a pixel
	track  int // added after each letter, in 1/64 of a pixel
	squash int // width in percent; 0 is 100
	ink    ink
	// strength is the opacity in 256ths; 0 is 256.
	strength int
}

// outline lays out one line of text, from x, y (left end of the base line, in pixels), and returns it with
// its width in 1/64 of a pixel.
func (l *lettering) outline(s style, x, y int, text string) (*outline, int) {
	o := newOutline()
	squash := s.squash
	if squash == 0 {
		squash = 100
	}
	pen, ppem := 0, fixed.I(s.size)
	for _, r := range text {
		g, err := l.font.GlyphIndex(&l.buffer, r)
		if err == nil && g == 0 {
			err = fmt.Errorf("the typeface has no %q", r)
		}
		if err != nil {
			l.fail(err)
			continue
		}
		segments, err := l.font.LoadGlyph(&l.buffer, g, ppem, nil)
		if err != nil {
			l.fail(err)
			continue
		}
		for shift := 0; shift <= s.weight; shift += max(s.weight, 1) {
			at := func(p fixed.Point26_6) (int32, int32) {
				return int32(x*64 + (pen+int(p.X)+shift)*squash/100), int32(y*64 + int(p.Y))
			}
			addGlyph(o, segments, at)
		}
		advance, err := l.font.GlyphAdvance(&l.buffer, g, ppem, font.HintingNone)
		if err != nil {
			l.fail(err)
			continue
		}
		pen += int(advance) + s.track
	}
	o.close()
	return o, pen * squash / 100
}

func addGlyph(o *outline, segments sfnt.Segments, at func(fixed.Point26_6) (int32, int32)) {
	for _, s := range segments {
		x, y := at(s.Args[0])
		switch s.Op {
		case sfnt.SegmentOpMoveTo:
			o.moveTo(x, y)
		case sfnt.SegmentOpLineTo:
			o.lineTo(x, y)
		case sfnt.SegmentOpQuadTo:
			ex, ey := at(s.Args[1])
			o.quadTo(x, y, ex, ey)
		}
	}
	o.close()
}

func (l *lettering) fail(err error) {
	if l.err == nil {
		l.err = err
	}
}

// width is how long a line of text is, in pixels.
func (l *lettering) width(s style, text string) int {
	pen := 0
	for _, r := range text {
		g, err := l.font.GlyphIndex(&l.buffer, r)
		if err != nil {
			l.fail(err)
			continue
		}
		advance, err := l.font.GlyphAdvance(&l.buffer, g, fixed.I(s.size), font.HintingNone)
		if err != nil {
			l.fail(err)
			continue
		}
		pen += int(advance) + s.track
	}
	if s.squash != 0 {
		pen = pen * s.squash / 100
	}
	return (pen + 63) / 64
}

// turned rotates an outline about a point, in pixels, by an angle.
func (o *outline) turned(cx, cy, angle int) *outline {
	to, c, s := newOutline(), int64(cosine(angle)), int64(sine(angle))
	point := func(x, y int32) (int32, int32) {
		dx, dy := int64(x)-int64(cx)*64, int64(y)-int64(cy)*64
		return int32((dx*c-dy*s)/16384) + int32(cx*64), int32((dx*s+dy*c)/16384) + int32(cy*64)
	}
	for _, e := range o.edges {
		x0, y0 := point(e.x0, e.y0)
		x1, y1 := point(e.x1, e.y1)
		to.edges = append(to.edges, edge{x0, y0, x1, y1})
		to.grow(x0, y0)
		to.grow(x1, y1)
	}
	return to
}
