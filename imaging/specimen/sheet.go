package specimen

import (
	"math"
	"strings"
)

// sheet is one side of a document while it is written: the canvas, the letters, and where fields stand.
type sheet struct {
	*canvas
	*lettering
	dice    dice
	regions map[string][4]float64
}

// write puts a line of text on the sheet and returns its width in pixels.
func (s *sheet) write(x, y int, st style, text string) int {
	o, width := s.outline(st, x, y, text)
	strength := st.strength
	if strength == 0 {
		strength = 256
	}
	s.fill(o, st.ink, strength)
	return (width + 63) / 64
}

// centre writes text in the middle of x.
func (s *sheet) centre(x, y int, st style, text string) {
	s.write(x-s.width(st, text)/2, y, st, text)
}

// right writes text that ends at x.
func (s *sheet) right(x, y int, st style, text string) {
	s.write(x-s.width(st, text), y, st, text)
}

// label writes what a field is called, in both languages.
func (s *sheet) label(x, y int, japanese, english string) {
	x += s.write(x, y, style{size: 17, weight: 12, ink: labels}, japanese) + 8
	s.write(x, y, style{size: 14, track: 16, ink: labels}, english)
}

// value writes a field's value, narrower where it would be longer than the room for it, and remembers where
// it stands.
func (s *sheet) value(field string, x, y, room int, st style, text string) int {
	if text == "" {
		return 0
	}
	st.squash = 100
	if w := s.width(st, text); w > room {
		st.squash = max(62, room*100/w)
	}
	w := s.write(x, y, st, text)
	s.mark(field, x, y-st.size, w, st.size*5/4)
	return w
}

// paragraph writes a value on as many as two lines, broken at the last blank that fits or, as addresses
// without blanks are, between any two characters. Field is the whole; tail, when it is not empty, is the
// field that stands at its end.
func (s *sheet) paragraph(field string, x, y, room int, st style, text, tailField, tail string) {
	lines := s.broken(st, room, text)
	wide := 0
	for i, line := range lines {
		w := s.value("", x, y+i*st.size*5/4, room, st, line)
		wide = max(wide, w)
		if tail != "" && i == len(lines)-1 {
			if at := strings.LastIndex(line, tail); at >= 0 {
				before, whole := s.width(st, line[:at]), s.width(st, line)
				part := s.width(st, tail)
				s.mark(tailField, x+before*w/whole, y+i*st.size*5/4-st.size, part*w/whole, st.size*5/4)
			}
		}
	}
	s.mark(field, x, y-st.size, wide, len(lines)*st.size*5/4)
}

func (s *sheet) broken(st style, room int, text string) []string {
	if s.width(st, text) <= room {
		return []string{text}
	}
	fits, blank := 0, 0
	for i := range text {
		if s.width(st, text[:i]) > room {
			break
		}
		fits = i
		if i > 0 && text[i] == ' ' {
			blank = i
		}
	}
	if blank > 0 {
		fits = blank
	}
	return []string{text[:fits], strings.TrimPrefix(text[fits:], " ")}
}

// mark remembers where a field stands, with a little room around it. No field is no mark.
func (s *sheet) mark(field string, x, y, w, h int) {
	if field == "" {
		return
	}
	const pad = 6
	x, y, w, h = max(0, x-pad), max(0, y-pad), w+2*pad, h+2*pad
	s.regions[field] = [4]float64{
		share(x, s.w), share(y, s.h), share(min(w, s.w-x), s.w), share(min(h, s.h-y), s.h)}
}

// share is a part of a whole, to four decimals, so that a truth file is short and the same everywhere.
func share(part, whole int) float64 {
	return math.Round(float64(part)*10000/float64(whole)) / 10000
}

var valueStyle = style{size: 34, weight: 26, ink: black}
