package compare

import (
	"regexp"
	"unicode"
)

// FoldNumber folds a document's number: NFKC, capitals, no spaces and no hyphens.
func FoldNumber(number string) string { return text(foldNumber(number)) }

func foldNumber(number string) []cell {
	return settle(cells(number, nil), func(c []cell) []cell {
		out := c[:0:0]
		for _, x := range upper(c) {
			if !unicode.IsSpace(x.r) && !hyphen(x.r) && x.r != longVowel && !invisible(x.r) {
				out = append(out, x)
			}
		}
		return out
	})
}

// Numbers compares document numbers character by character: they are the same or different. Where all differences
// are letters and digits that look alike, the outcome says so as a remark.
func Numbers(typed, printed string) Outcome {
	a, b := foldNumber(typed), foldNumber(printed)
	if len(a) > 0 && text(a) == text(b) {
		return Outcome{Result: Same}
	}
	out := Outcome{Result: Different, Diffs: diff(typed, printed, a, b)}
	if len(a) == len(b) && len(a) > 0 {
		for i := range a {
			if a[i].r != b[i].r && !confusable(a[i].r, b[i].r) {
				return out
			}
		}
		out.Why = []string{"compare.confusable"}
	}
	return out
}

// confusables are the pairs that people and cameras mix up in numbers.
var confusables = []string{"0O", "0Q", "1I", "1L", "2Z", "5S", "8B"}

func confusable(a, b rune) bool {
	for _, pair := range confusables {
		x, y := rune(pair[0]), rune(pair[1])
		if a == x && b == y || a == y && b == x {
			return true
		}
	}
	return false
}

// NumberHint looks for a letter typed for a digit, or the other way round, in a number that does not have the
// document's form. It returns the position of the first such character in the folded number, counted from 1, and
// what it probably is; 0 if no exchange of up to three characters gives the form. It is a hint for the person who
// typed: the number is never corrected for them.
func NumberHint(number string, pattern *regexp.Regexp) (pos int, hint string) {
	r := []rune(FoldNumber(number))
	if pattern == nil || len(r) > 40 || pattern.MatchString(string(r)) {
		return 0, ""
	}
	for exchanges := 1; exchanges <= 3; exchanges++ {
		if pos, hint = exchange(r, 0, exchanges, pattern); pos > 0 {
			return pos, hint
		}
	}
	return 0, ""
}

// exchange tries to exchange so many characters from a position on.
func exchange(r []rune, from, left int, pattern *regexp.Regexp) (pos int, hint string) {
	if left == 0 {
		if pattern.MatchString(string(r)) {
			return -1, ""
		}
		return 0, ""
	}
	for i := from; i < len(r); i++ {
		was := r[i]
		for _, pair := range confusables {
			x, y := rune(pair[0]), rune(pair[1])
			switch was {
			case x:
				r[i] = y
			case y:
				r[i] = x
			default:
				continue
			}
			found, _ := exchange(r, i+1, left-1, pattern)
			is := r[i]
			r[i] = was
			if found != 0 {
				return i + 1, string(is)
			}
		}
	}
	return 0, ""
}
