package compare

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// FoldName folds a name safely: NFKC, capitals, Latin letters without marks as cards print them, no apostrophes,
// points and commas, hyphens as spaces, single spaces, none between Japanese characters. Two names with the same
// fold are the same name.
func FoldName(name string) string { return text(foldName(name, false)) }

// The tolerances of names, each with the word that says so.
const (
	asUmlaut = iota
	asSimplified
	asVariant
	nameTolerances
)

var nameWhy = [nameTolerances]string{"compare.umlaut", "compare.simplified", "compare.variant"}

// Names compares a typed name with the printed one.
//
// Similar are: the same words in another order, a part missing on one side, words joined or split in another way,
// a letter with its mark written as two (Ü as UE), a simplified or variant form of a character.
func Names(typed, printed string) Outcome {
	a, b := foldName(typed, false), foldName(printed, false)
	if len(a) > 0 && text(a) == text(b) {
		return Outcome{Result: Same}
	}
	diffs := diff(typed, printed, a, b)
	var how string
	set, ok := smallest(nameTolerances, func(set int) bool {
		var ok bool
		how, ok = related(tolerantName(typed, set), tolerantName(printed, set))
		return ok
	})
	if !ok {
		return Outcome{Result: Different, Diffs: diffs}
	}
	var why []string
	if how != "" {
		why = append(why, how)
	}
	for i, w := range nameWhy {
		if set&(1<<i) != 0 {
			why = append(why, w)
		}
	}
	if how == "compare.order" {
		diffs = nil
	}
	return Outcome{Result: Similar, Why: why, Diffs: diffs}
}

func tolerantName(name string, set int) string {
	c := foldName(name, set&(1<<asUmlaut) != 0)
	for i := range c {
		if set&(1<<asSimplified) != 0 {
			c[i].r = traditional(c[i].r)
		}
		if set&(1<<asVariant) != 0 {
			c[i].r = representative(c[i].r)
		}
	}
	return text(c)
}

// related says how two folded names belong together: not at all, fully (""), or by the word id that it returns.
func related(a, b string) (why string, ok bool) {
	wa, wb := strings.Fields(a), strings.Fields(b)
	if len(wa) == 0 || len(wb) == 0 {
		return "", false
	}
	if slices.Equal(wa, wb) {
		return "", true
	}
	if strings.Join(wa, "") == strings.Join(wb, "") {
		return "compare.spacing", true
	}
	if len(wa) > len(wb) {
		wa, wb = wb, wa
	}
	if !within(wa, wb) {
		return "", false
	}
	if len(wa) == len(wb) {
		return "compare.order", true
	}
	return "compare.missing", true
}

// within says whether b has every word of a, each as often.
func within(a, b []string) bool {
	rest := slices.Clone(b)
	for _, w := range a {
		i := slices.Index(rest, w)
		if i < 0 {
			return false
		}
		rest = slices.Delete(rest, i, i+1)
	}
	return true
}

// dropInName tells what a name may have or lack without being another one. It is asked before NFKC, which would
// turn a spacing accent into a space.
func dropInName(r rune) bool {
	switch r {
	case '\'', '’', '‘', '‛', '′', 'ʻ', 'ʼ', 'ʽ', 'ˈ', '`', '´', '＇', '.', '．', '。', ',', '，', '、', '·':
		return true
	}
	return false
}

func foldName(name string, umlaut bool) []cell {
	c := settle(cells(name, dropInName), func(c []cell) []cell {
		return spaceName(plainLatin(upper(c), umlaut))
	})
	return c
}

// doubled are the letters that passports may write as two (ICAO Doc 9303, part 3, section 6).
var doubled = map[rune]string{'Ä': "AE", 'Ö': "OE", 'Ü': "UE", 'Å': "AA", 'Ø': "OE"}

// unmarked are the Latin letters whose stroke or form is not a mark that Unicode takes off.
var unmarked = map[rune]string{
	'Đ': "D", 'Ð': "D", 'Ɖ': "D", 'Ø': "O", 'Ł': "L", 'Ħ': "H", 'Ŧ': "T", 'ß': "SS", 'ẞ': "SS", 'Æ': "AE", 'Œ': "OE",
	'Þ': "TH", 'ı': "I", 'İ': "I", 'Ŋ': "N", 'ĸ': "K",
}

// plainLatin writes Latin letters as the machine-readable part of a passport does, from A to Z. Other scripts keep
// their marks: か and が are two letters.
func plainLatin(c []cell, umlaut bool) []cell {
	out := make([]cell, 0, len(c))
	put := func(from cell, s string) {
		for _, r := range s {
			out = append(out, cell{r: r, at: from.at})
		}
	}
	for _, x := range c {
		if two, ok := doubled[x.r]; umlaut && ok {
			put(x, two)
		} else if plain, ok := unmarked[x.r]; ok {
			put(x, plain)
		} else if unicode.Is(unicode.Latin, x.r) {
			base := []rune(norm.NFD.String(string(x.r)))[:1]
			if plain, ok := unmarked[base[0]]; ok { // Ǿ is Ø with a mark
				put(x, plain)
			} else {
				put(x, string(base))
			}
		} else if unicode.Is(unicode.Mn, x.r) && len(out) > 0 && unicode.Is(unicode.Latin, out[len(out)-1].r) {
			continue
		} else {
			out = append(out, x)
		}
	}
	return out
}

// spaceName turns hyphens and middle dots into spaces and keeps single spaces between words that need them.
func spaceName(c []cell) []cell {
	out := make([]cell, 0, len(c))
	for _, x := range c {
		if dropInName(x.r) || invisible(x.r) {
			continue
		}
		if hyphen(x.r) || x.r == '・' || unicode.IsSpace(x.r) {
			x.r = ' '
			if len(out) == 0 || out[len(out)-1].r == ' ' {
				continue
			}
		} else if n := len(out); n > 1 && out[n-1].r == ' ' && cjk(out[n-2].r) && cjk(x.r) {
			out = out[:n-1]
		}
		out = append(out, x)
	}
	if n := len(out); n > 0 && out[n-1].r == ' ' {
		out = out[:n-1]
	}
	return out
}
