package compare

import "strings"

// Piece is a stretch of a text; Differs where the other text has something else.
type Piece struct {
	Text    string
	Differs bool
}

// Changed takes apart what a text was and what it is now, so that what differs can be marked in both. Nothing is
// folded: what looks the same and is another character differs. Texts that have little in common, or are longer
// than any honest one, differ as a whole.
func Changed(was, is string) (old, now []Piece) {
	a, b := []rune(was), []rune(is)
	if was == is {
		return whole(was, false), whole(is, false)
	}
	if len(a) > 300 || len(b) > 300 {
		return whole(was, true), whole(is, true)
	}
	common := lengths(a, b)
	if 2*int(common[0][0]) < max(len(a), len(b)) {
		return whole(was, true), whole(is, true)
	}
	var o, n pieces
	i, j := 0, 0
	for i < len(a) && j < len(b) {
		switch {
		case a[i] == b[j]:
			o.add(a[i], false)
			n.add(b[j], false)
			i, j = i+1, j+1
		case common[i+1][j] >= common[i][j+1]:
			o.add(a[i], true)
			i++
		default:
			n.add(b[j], true)
			j++
		}
	}
	for ; i < len(a); i++ {
		o.add(a[i], true)
	}
	for ; j < len(b); j++ {
		n.add(b[j], true)
	}
	return o.all(), n.all()
}

// lengths is the table of the longest common subsequences of the ends of two texts.
func lengths(a, b []rune) [][]uint16 {
	common := make([][]uint16, len(a)+1)
	for i := range common {
		common[i] = make([]uint16, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				common[i][j] = common[i+1][j+1] + 1
			} else {
				common[i][j] = max(common[i+1][j], common[i][j+1])
			}
		}
	}
	return common
}

func whole(text string, differs bool) []Piece {
	if text == "" {
		return nil
	}
	return []Piece{{text, differs}}
}

// pieces collects characters into stretches.
type pieces struct {
	done    []Piece
	text    strings.Builder
	differs bool
}

func (p *pieces) add(r rune, differs bool) {
	if differs != p.differs {
		p.flush()
		p.differs = differs
	}
	p.text.WriteRune(r)
}

func (p *pieces) flush() {
	if p.text.Len() > 0 {
		p.done = append(p.done, Piece{p.text.String(), p.differs})
		p.text.Reset()
	}
}

func (p *pieces) all() []Piece {
	p.flush()
	return p.done
}
