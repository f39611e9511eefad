package specimen

import (
	"slices"
	"strings"
	"time"
)

// fields are what an applicant enters for a kind, by id.
func fields(kind string) []string {
	if kind == MattersCertificate {
		return []string{"name", "address", "room", "birth_date", "issued_on"}
	}
	return []string{"name", "address", "room", "birth_date", "number", "expires_on", "back_notes"}
}

// fillIn types what is printed, and wrongly what a defect says.
func (p *plan) fillIn(d dice) {
	for _, field := range fields(p.truth.Kind) {
		p.truth.Typed[field] = p.truth.Printed[field]
	}
	if _, asked := p.truth.Typed["back_notes"]; asked {
		p.truth.Typed["back_notes"] = "no"
		if p.truth.BackNotes && !p.truth.has(MissingBack) {
			p.truth.Typed["back_notes"] = "yes"
		}
	}
	// One throw of each, wanted or not: a defect more does not change how another one looks.
	name, address, born, number := d.otherName(&p.doc), d.otherAddress(&p.doc), d.otherBirth(p.doc.born), d.otherNumber(p.doc.number)
	for _, wrong := range []struct {
		defect       Defect
		field, value string
	}{
		{NameMismatch, "name", name}, {AddressMismatch, "address", address},
		{BirthDateMismatch, "birth_date", iso(born)}, {NumberMismatch, "number", number},
	} {
		if p.truth.has(wrong.defect) {
			p.truth.Typed[wrong.field] = wrong.value
		}
	}
}

// otherName is the name as somebody gets it wrong: the alias, a part left out, another order, a slip.
func (d dice) otherName(doc *document) string {
	name := doc.holder.name
	parts := strings.Fields(name)
	way, slip := d.IntN(3), d.IntN(len([]rune(name)))
	switch {
	case doc.alias != "" && way > 0:
		return doc.alias
	case name[0] > 'Z': // kanji: one of them a variant or another person's
		r := []rune(name)
		r[len(r)-1] = '愛'
		if name == string(r) {
			r[len(r)-1] = '花'
		}
		return string(r)
	case len(parts) > 2 && way == 0:
		return strings.Join(slices.Delete(parts, 1, 2), " ")
	case len(parts) > 1 && way == 1:
		return strings.Join(append(parts[1:], parts[0]), " ")
	}
	r := []rune(name)
	for r[slip] == ' ' || r[slip] == '-' {
		slip--
	}
	for i, c := range "AEIOUNM" { // a letter for one that sounds like it
		if r[slip] == c {
			r[slip] = []rune("EAYUOMN")[i]
			return string(r)
		}
	}
	return string(append(r[:slip:slip], append([]rune{r[slip]}, r[slip:]...)...)) // typed twice
}

// otherAddress is the one before the last move, or another house number.
func (d dice) otherAddress(doc *document) string {
	add := d.between(1, 8)
	if n := len(doc.movesTo); n > 1 {
		return doc.movesTo[n-2].to.base
	}
	if len(doc.movesTo) == 1 && !strings.HasPrefix(doc.frontLine, "未定") {
		return doc.first.base
	}
	return changeLastDigit(doc.home.base, add)
}

// changeLastDigit adds to the last digit of a text, in a circle from 1 to 9.
func changeLastDigit(s string, add int) string {
	r := []rune(s)
	for i := len(r) - 1; i >= 0; i-- {
		if r[i] >= '0' && r[i] <= '9' {
			old := int(r[i] - '0')
			r[i] = rune('1' + (old+8+add)%9)
			return string(r)
		}
	}
	return s + "1"
}

// otherBirth is another day: day and month exchanged where that is possible, else a slip of a year or ten days.
func (d dice) otherBirth(born time.Time) time.Time {
	way := d.IntN(3)
	if m := int(born.Month()); way == 0 && born.Day() <= 12 && born.Day() != m {
		return day(born.Year(), born.Day(), m)
	}
	if way == 1 {
		return day(born.Year()-1, int(born.Month()), born.Day())
	}
	if born.Day() > 14 {
		return born.AddDate(0, 0, -10)
	}
	return born.AddDate(0, 0, 10)
}

// otherNumber exchanges two neighbouring digits, or changes one; the pattern stays.
func (d dice) otherNumber(number string) string {
	if number == "" {
		return ""
	}
	b := []byte(number)
	at := d.between(3, 8)
	if b[at] != b[at+1] {
		b[at], b[at+1] = b[at+1], b[at]
		return string(b)
	}
	b[at] = '0' + (b[at]-'0'+byte(d.between(1, 9)))%10
	return string(b)
}
