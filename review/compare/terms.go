package compare

import (
	"slices"
	"strings"
)

// Bounds of what is stored for one name and one address. Each term becomes a keyed token of its own row.
const (
	mostNameTerms    = 40
	mostAddressTerms = 24
)

// NameTerms are the terms by which a name is found: its words, folded and with variants made one, and their
// beginnings from two characters on, of Japanese words from one on. Words come before beginnings, so that of a very
// long name only beginnings are lost. The terms are distinct and at most 40.
func NameTerms(name string) []string {
	t := &terms{most: mostNameTerms}
	words := nameWords(name)
	for _, w := range words {
		t.add(w)
	}
	for n := 1; n < 12; n++ {
		for _, w := range words {
			if r := []rune(w); n < len(r) && (n > 1 || cjk(r[0])) {
				t.add(string(r[:n]))
			}
		}
	}
	return t.all
}

// nameWords are the words of a name as it was spaced, the words with hyphens joined, and a Japanese name as a whole.
func nameWords(name string) []string {
	var words []string
	add := func(w string) {
		if w != "" && !slices.Contains(words, w) {
			words = append(words, w)
		}
	}
	for _, umlaut := range []bool{false, true} {
		folded := searchName(name, umlaut)
		for _, w := range strings.Fields(folded) {
			add(w)
		}
		for _, typed := range strings.Fields(text(cells(name, dropInName))) {
			parts := strings.Fields(searchName(typed, umlaut))
			if add(strings.Join(parts, "")); len(words) > mostNameTerms {
				return words
			}
		}
	}
	return words
}

// NameQuery are the terms that a searched name must have, each of them: the folded words as far as they are
// searchable, at most eight.
func NameQuery(name string) []string {
	t := &terms{most: 8}
	for _, w := range strings.Fields(searchName(name, false)) {
		if r := []rune(w); len(r) > 1 || cjk(r[0]) {
			t.add(w)
		}
	}
	return t.all
}

func searchName(name string, umlaut bool) string {
	c := foldName(name, umlaut)
	for i := range c {
		c[i].r = representative(traditional(c[i].r))
	}
	return text(c)
}

// AddressTerms are the terms by which an address is found: the whole without the prefecture and what follows each
// municipality (西新宿2-8-1), both with and without the room, the municipalities themselves, and the town with its
// beginnings from two characters on. The terms are distinct and at most 24.
func AddressTerms(address, room string) []string {
	t := &terms{most: mostAddressTerms}
	local := withoutPrefecture(searchAddress(address))
	if len(local) == 0 {
		return nil
	}
	number := FoldRoom(room)
	var rests []string
	from := 0
	for i := range local {
		if strings.ContainsRune("市区郡町村", local[i].r) && i > 0 && i+1 < len(local) && len(rests) < 4 {
			rests = append(rests, text(local[i+1:]))
			t.add(text(local[from : i+1]))
			from = i + 1
		}
	}
	full := append([]string{text(local)}, rests...)
	for _, a := range full {
		t.add(a)
	}
	if number != "" {
		for _, a := range full {
			t.add(a + "-" + number)
		}
	}
	town := []rune(takeApart(local[from:]).town)
	if len(town) > 1 {
		t.add(string(town))
		for n := 2; n < len(town) && n < 8; n++ {
			t.add(string(town[:n]))
		}
	}
	return t.all
}

// AddressQuery is the term that a searched address, or part of one, must have. It is empty if there is nothing to
// look for.
func AddressQuery(address string) string { return text(withoutPrefecture(searchAddress(address))) }

func searchAddress(address string) []cell {
	return foldAddress(address, 1<<asTownNumber|1<<asAddressVariant)
}

// terms collects distinct terms up to a number.
type terms struct {
	all  []string
	most int
}

func (t *terms) add(s string) {
	if s != "" && len(t.all) < t.most && !slices.Contains(t.all, s) {
		t.all = append(t.all, s)
	}
}
