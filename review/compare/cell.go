package compare

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// longest bounds a text in characters, before and after folding. No name or address comes near it.
const longest = 1000

// cell is a character of a folded text and where it came from, so that a difference can be marked in what was
// typed.
type cell struct {
	r    rune
	at   int  // position in the original, in characters
	room bool // part of a number that is marked as a room (号室)
}

func text(c []cell) string {
	var b strings.Builder
	for _, c := range c {
		b.WriteRune(c.r)
	}
	return b.String()
}

// cells takes a text apart: Unicode NFKC, without invisible characters and without those that drop names.
func cells(s string, drop func(rune) bool) []cell {
	var c []cell
	at := 0
	for _, r := range s { // a byte that is not UTF-8 comes out as U+FFFD, as it does in []rune(s)
		if at == longest {
			break
		}
		if !invisible(r) && (drop == nil || !drop(r)) {
			c = append(c, cell{r: r, at: at})
		}
		at++
	}
	return normalise(c)
}

// invisible tells variation selectors and format characters: they change how a character looks or runs, not
// which one it is.
func invisible(r rune) bool {
	return r >= 0xFE00 && r <= 0xFE0F || r >= 0xE0100 && r <= 0xE01EF || unicode.Is(unicode.Cf, r)
}

// normalise brings the cells into NFKC; characters that come out of a sequence take its first position.
func normalise(c []cell) []cell {
	s := text(c)
	if norm.NFKC.IsNormalString(s) {
		return cut(c)
	}
	starts := make(map[int]int, len(c)) // byte position → cell
	at := 0
	for i, c := range c {
		starts[at] = i
		at += len(string(c.r))
	}
	out := make([]cell, 0, len(c))
	var it norm.Iter
	it.InitString(norm.NFKC, s)
	first := 0
	for !it.Done() {
		if i, ok := starts[it.Pos()]; ok {
			first = i
		}
		for _, r := range string(it.Next()) {
			out = append(out, cell{r: r, at: c[first].at, room: c[first].room})
		}
	}
	return cut(out)
}

func cut(c []cell) []cell {
	if len(c) > longest {
		return c[:longest]
	}
	return c
}

// settle repeats a pass until it changes nothing, so that folding a folded text gives it back.
func settle(c []cell, pass func([]cell) []cell) []cell {
	for range 32 {
		next := normalise(pass(c))
		if text(next) == text(c) {
			return next
		}
		c = next
	}
	return c
}

// upper turns letters into capitals.
func upper(c []cell) []cell {
	for i := range c {
		c[i].r = unicode.ToUpper(c[i].r)
	}
	return c
}

// hyphen tells the dashes that stand for a hyphen. The long vowel mark ー is not one of them.
func hyphen(r rune) bool {
	switch r {
	case '-', 0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2015, 0x2212, 0xFE58, 0xFE63, 0xFF0D:
		return true
	}
	return false
}

const longVowel = 'ー' // half width ｰ becomes this one under NFKC

func digit(r rune) bool  { return r >= '0' && r <= '9' }
func letter(r rune) bool { return r >= 'A' && r <= 'Z' }
func alnum(r rune) bool  { return digit(r) || letter(r) }
func han(r rune) bool    { return unicode.Is(unicode.Han, r) }

// cjk tells characters that are written without spaces between words.
func cjk(r rune) bool {
	return han(r) || unicode.In(r, unicode.Hiragana, unicode.Katakana) || r == longVowel
}

// runeAt returns the character at a position, 0 outside of the text.
func runeAt(c []cell, i int) rune {
	if i < 0 || i >= len(c) {
		return 0
	}
	return c[i].r
}

// hasAt says whether the text continues with s at a position.
func hasAt(c []cell, i int, s string) bool {
	for _, r := range s {
		if runeAt(c, i) != r {
			return false
		}
		i++
	}
	return true
}
