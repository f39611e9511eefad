package compare

import (
	"slices"
	"strconv"
	"unicode"
)

// The codes of a DateError.
const (
	DateEmpty      = "empty"
	DateForm       = "form"       // cannot be read as a date
	DateOrder      = "order"      // the year does not stand first, so day and month could be either
	DateYear       = "year"       // the year has two digits and no era
	DateImpossible = "impossible" // there is no such day
	DateEra        = "era"        // the day does not lie in the era
	DateRange      = "range"      // not from 1800 to 2199
)

// DateError says why a text is no date. It does not hold the text, which may be personal.
type DateError struct{ Code string }

func (e *DateError) Error() string { return "compare: no date: " + e.Code }

// Word is the word id of the sentence for the person who typed.
func (e *DateError) Word() string { return "compare.date." + e.Code }

// longestDate is longer than any date that people type, in characters.
const longestDate = 40

// ParseDate reads a date as people type it: 1990-04-01, 1990/4/1, 1990.4.1, 1990 4 1, 19900401, 1990年4月1日,
// 平成2年4月1日, 平2.4.1, H2.4.1, H020401, S64.1.7, ㍻元年1月8日, 1 April 1990, in full width or with kanji numerals; and
// as cards have it, 1990年4月1日生 or 2026年12月28日まで有効です. The
// order of day and month is never guessed: 4/1/1990 is an error of code DateOrder. The error is a *DateError.
func ParseDate(s string) (Date, error) {
	tokens, err := dateTokens(s)
	if err != nil {
		return Date{}, err
	}
	tokens = dateAlone(tokens)
	if d, ok := byMonthName(tokens); ok {
		return checked(d, -1)
	}
	e := -1
	if tokens[0].word != "" {
		if e = eraOf(tokens[0].word); e < 0 {
			return Date{}, &DateError{DateForm}
		}
		tokens = tokens[1:]
	}
	numbers := make([]dateToken, 0, 3)
	for _, t := range tokens {
		if t.word != "" || len(numbers) == 3 {
			return Date{}, &DateError{DateForm}
		}
		numbers = append(numbers, t)
	}
	switch {
	case len(numbers) == 1 && e < 0:
		return compactDate(numbers[0])
	case len(numbers) == 1 && numbers[0].len == 6 && numbers[0].unit == 0:
		n := numbers[0].n
		return eraDate(e, n/10000, n/100%100, n%100)
	case len(numbers) != 3:
		return Date{}, &DateError{DateForm}
	}
	y, m, d := numbers[0], numbers[1], numbers[2]
	switch {
	case !unitsFit(y, m, d):
		return Date{}, &DateError{DateOrder}
	case m.len > 2 || d.len > 4 || d.len == 3:
		return Date{}, &DateError{DateForm}
	case e >= 0 && y.len <= 3 && d.len <= 2:
		return eraDate(e, y.n, m.n, d.n)
	case e >= 0:
		return Date{}, &DateError{DateForm}
	case y.len <= 2 && d.len == 4:
		return Date{}, &DateError{DateOrder}
	case y.len <= 2:
		return Date{}, &DateError{DateYear}
	case d.len > 2 || y.len != 4:
		return Date{}, &DateError{DateForm}
	}
	return checked(Date{y.n, m.n, d.n}, -1)
}

// afterDates are words that documents print behind a date.
var afterDates = []string{"生", "生まれ", "まで", "まで有効", "まで有効です"}

// dateAlone leaves out what documents print around a date. It never leaves out everything.
func dateAlone(t []dateToken) []dateToken {
	if len(t) > 1 && t[0].word == "西暦" {
		t = t[1:]
	}
	end, words := len(t), ""
	for ; end > 1 && t[end-1].word != ""; end-- {
		words = t[end-1].word + words
	}
	if slices.Contains(afterDates, words) {
		return t[:end]
	}
	return t
}

// unitsFit says whether 年, 月 and 日, where they were written, stand in that order.
func unitsFit(y, m, d dateToken) bool {
	return (y.unit == 0 || y.unit == '年') && (m.unit == 0 || m.unit == '月') && (d.unit == 0 || d.unit == '日')
}

// compactDate reads eight digits without anything between them.
func compactDate(t dateToken) (Date, error) {
	switch {
	case t.unit != 0:
		return Date{}, &DateError{DateForm}
	case t.len == 6:
		return Date{}, &DateError{DateYear}
	case t.len != 8:
		return Date{}, &DateError{DateForm}
	}
	d := Date{t.n / 10000, t.n / 100 % 100, t.n % 100}
	if last := t.n % 10000; !inRange(d.Year) && inRange(last) {
		return Date{}, &DateError{DateOrder} // 04011990
	}
	return checked(d, -1)
}

func eraDate(e, year, month, day int) (Date, error) {
	if year < 1 {
		return Date{}, &DateError{DateEra}
	}
	return checked(Date{eras[e].offset + year, month, day}, e)
}

func inRange(year int) bool { return year >= 1800 && year < 2200 }

func checked(d Date, e int) (Date, error) {
	switch {
	case !inRange(d.Year):
		return Date{}, &DateError{DateRange}
	case !d.Valid():
		return Date{}, &DateError{DateImpossible}
	case e >= 0 && !eraHas(e, d):
		return Date{}, &DateError{DateEra}
	}
	return d, nil
}

var monthNames = []string{"JANUARY", "FEBRUARY", "MARCH", "APRIL", "MAY", "JUNE", "JULY", "AUGUST", "SEPTEMBER",
	"OCTOBER", "NOVEMBER", "DECEMBER"}

// byMonthName reads 1 April 1990, April 1 1990 and 1990 Apr 1: with the month in letters nothing is guessed, as long
// as the year has four digits.
func byMonthName(t []dateToken) (Date, bool) {
	if len(t) != 3 {
		return Date{}, false
	}
	i := slices.IndexFunc(t, func(t dateToken) bool { return month(t.word) > 0 })
	if i < 0 || i == 2 {
		return Date{}, false
	}
	rest := slices.Delete(slices.Clone(t), i, i+1)
	a, b := rest[0], rest[1]
	if a.word != "" || b.word != "" || a.unit != 0 || b.unit != 0 {
		return Date{}, false
	}
	if a.len == 4 && b.len <= 2 && i == 1 {
		a, b = b, a
	}
	if a.len > 2 || b.len != 4 {
		return Date{}, false
	}
	return Date{b.n, month(t[i].word), a.n}, true
}

func month(word string) int {
	for i, name := range monthNames {
		if word == name || word == name[:3] || word == "SEPT" && i == 8 {
			return i + 1
		}
	}
	return 0
}

func eraOf(word string) int {
	return slices.IndexFunc(eras, func(e era) bool { return slices.Contains(e.signs, word) })
}

// dateToken is a number, with the counter behind it, or a word.
type dateToken struct {
	n, len int // value and how many digits were written; kanji numerals count as they would be written
	unit   rune
	word   string
}

// dateTokens takes a typed date apart. Numbers need something between them, and only one thing.
func dateTokens(s string) ([]dateToken, error) {
	c := upper(cells(s, nil))
	if len(c) > longestDate {
		return nil, &DateError{DateForm}
	}
	var tokens []dateToken
	separators := 0 // since the last token
	for i := 0; i < len(c); {
		r := c[i].r
		digits := 0
		for digit(runeAt(c, i+digits)) {
			digits++
		}
		kanji := numeralLength(c, i)
		switch {
		case unicode.IsSpace(r):
			i++
		case digits > 0:
			n, err := strconv.Atoi(text(c[i : i+digits]))
			if err != nil || digits > 8 {
				return nil, &DateError{DateForm}
			}
			tokens, separators = append(tokens, dateToken{n: n, len: digits}), 0
			i += digits
		case r == '元' && len(tokens) == 1 && tokens[0].word != "":
			tokens, separators = append(tokens, dateToken{n: 1, len: 1}), 0
			i++
		case kanji > 0:
			n, ok := numeralValue(c[i : i+kanji])
			if !ok {
				return nil, &DateError{DateForm}
			}
			tokens, separators = append(tokens, dateToken{n: n, len: len(strconv.Itoa(n))}), 0
			i += kanji
		case r == '年' || r == '月' || r == '日':
			if len(tokens) == 0 || tokens[len(tokens)-1].word != "" || tokens[len(tokens)-1].unit != 0 || separators > 0 {
				return nil, &DateError{DateForm}
			}
			tokens[len(tokens)-1].unit = r
			i++
		case hyphen(r) || r == '/' || r == '.' || r == '・' || r == ',' || r == longVowel || r == '、':
			if separators++; separators > 1 || len(tokens) == 0 {
				return nil, &DateError{DateForm}
			}
			i++
		case unicode.IsLetter(r):
			n := 1
			for unicode.IsLetter(runeAt(c, i+n)) && han(runeAt(c, i+n)) == han(r) && runeAt(c, i+n) != '元' && !numeral(runeAt(c, i+n)) {
				n++
			}
			tokens, separators = append(tokens, dateToken{word: text(c[i : i+n])}), 0
			i += n
		default:
			return nil, &DateError{DateForm}
		}
	}
	if len(tokens) == 0 {
		if len(c) > 0 && separators > 0 {
			return nil, &DateError{DateForm}
		}
		return nil, &DateError{DateEmpty}
	}
	return tokens, nil
}
