package compare

import (
	"strings"
	"unicode"
)

// Rooms compares room numbers: １０１号室 is 101, and 2階 is 2F. Similar are A-101 and A101, and a room with and
// without its building's name.
func Rooms(typed, printed string) Outcome {
	a, b := foldRoom(typed), foldRoom(printed)
	if text(a) == text(b) {
		return Outcome{Result: Same}
	}
	diffs := diff(typed, printed, a, b)
	if len(a) == 0 || len(b) == 0 {
		return Outcome{Result: Different, Diffs: diffs}
	}
	if tight(a) == tight(b) {
		return Outcome{Result: Similar, Why: []string{"compare.spacing"}, Diffs: diffs}
	}
	na, ba := splitRoom(a)
	nb, bb := splitRoom(b)
	if na != "" && na == nb && (ba == "" || bb == "") {
		return Outcome{Result: Similar, Why: []string{"compare.building"}, Diffs: diffs}
	}
	return Outcome{Result: Different, Diffs: diffs}
}

// FoldRoom folds a room number safely: NFKC, capitals, no 号室, 号 or 室 at the end, no "Room" or # before it.
func FoldRoom(room string) string { return text(foldRoom(room)) }

func foldRoom(room string) []cell {
	return settle(cells(room, nil), func(c []cell) []cell {
		c = spaceAddress(upper(c))
		for _, word := range []string{"部屋番号", "部屋", "ROOM", "APT", "RM", "NO"} {
			n := len([]rune(word))
			for strings.ContainsRune(" .:-", runeAt(c, n)) && runeAt(c, n) != 0 {
				n++
			}
			if hasAt(c, 0, word) && digit(runeAt(c, n)) {
				c = c[n:]
				break
			}
		}
		return tidyHyphens(markers(numerals(kana(c), true)))
	})
}

// tight is the room without what only separates: hyphens, spaces and 棟.
func tight(c []cell) string {
	return strings.Map(func(r rune) rune {
		if r == '-' || r == '棟' || unicode.IsSpace(r) {
			return -1
		}
		return r
	}, text(c))
}

// splitRoom parts the number at the end from a building's name before it.
func splitRoom(c []cell) (number, building string) {
	end := len(c)
	for end > 0 && (alnum(c[end-1].r) || c[end-1].r == '-') {
		end--
	}
	number = strings.Trim(text(c[end:]), "-")
	if !strings.ContainsFunc(number, digit) {
		return "", text(c)
	}
	return number, text(c[:end])
}
