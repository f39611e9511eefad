package compare

import "strconv"

// kanjiDigits are the numerals of addresses and dates.
var kanjiDigits = map[rune]int{
	'〇': 0, '零': 0, '一': 1, '二': 2, '三': 3, '四': 4, '五': 5, '六': 6, '七': 7, '八': 8, '九': 9,
}

var kanjiPowers = map[rune]int{'十': 10, '百': 100, '千': 1000}

func numeral(r rune) bool {
	_, d := kanjiDigits[r]
	_, p := kanjiPowers[r]
	return d || p
}

// numeralLength is how many characters at a position are kanji numerals.
func numeralLength(c []cell, i int) int {
	n := 0
	for numeral(runeAt(c, i+n)) {
		n++
	}
	return n
}

// numeralValue reads kanji numerals, by powers (二十一) or by position (二一, 二〇).
func numeralValue(c []cell) (int, bool) {
	if len(c) == 0 || len(c) > 8 {
		return 0, false
	}
	total, one, powers := 0, -1, false
	last := 10000
	for _, x := range c {
		if d, ok := kanjiDigits[x.r]; ok {
			switch {
			case one < 0:
				one = d
			case powers:
				return 0, false // 十二三 is no number
			default:
				one = one*10 + d
			}
			continue
		}
		p := kanjiPowers[x.r]
		if p >= last || one > 9 || one == 0 {
			return 0, false
		}
		if one < 0 {
			one = 1
		}
		total, one, last, powers = total+one*p, -1, p, true
	}
	if one >= 0 {
		total += one
	}
	return total, true
}

// putNumber writes a number in place of the cells that it was read from.
func putNumber(out []cell, n int, from []cell) []cell {
	for i, r := range strconv.Itoa(n) {
		out = append(out, cell{r: r, at: from[min(i, len(from)-1)].at})
	}
	return out
}
