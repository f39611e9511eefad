package compare

import (
	"slices"
	"strings"
	"unicode"
)

// FoldAddress folds an address safely. On top of what every fold does:
// 5丁目29番11号, 5丁目29番地11, 5の29の11 and 5-29-11 are one; kanji numerals are digits directly before 丁目, 番, 番地,
// 号, 条 and 階, but not where a town's name may begin (directly after 市, 区, 町, 村) or goes on (三番町); ヶ, ケ, ヵ and
// が between kanji are one, ノ and の too; ー is a hyphen only between digits.
func FoldAddress(address string) string { return text(foldAddress(address, 0)) }

// The tolerances of addresses.
const (
	asPrefecture = iota
	asTownNumber
	asOaza
	asLookalike
	asAddressVariant
	addressTolerances
)

var addressWhy = [addressTolerances]string{
	"compare.prefecture", "compare.town-number", "compare.oaza", "compare.lookalike", "compare.variant",
}

// Addresses compares a typed address with the printed one.
//
// Similar are: the prefecture, 大字 or the building's name missing on one side, a room that only one side has
// behind a building's name, a numeral that may belong to a town's name, characters that look alike (口 and ロ), and
// variant forms.
func Addresses(typed, printed string) Outcome {
	a, b := foldAddress(typed, 0), foldAddress(printed, 0)
	if len(a) > 0 && text(a) == text(b) {
		return Outcome{Result: Same}
	}
	diffs := diff(typed, printed, a, b)
	if pa, pb := prefecture(a), prefecture(b); pa != "" && pb != "" && pa != pb {
		return Outcome{Result: Different, Diffs: diffs}
	}
	var parts []string
	set, ok := smallest(addressTolerances, func(set int) bool {
		var ok bool
		parts, ok = samePlace(foldAddress(typed, set), foldAddress(printed, set))
		return ok
	})
	if !ok {
		return Outcome{Result: Different, Diffs: diffs}
	}
	var why []string
	for i, w := range addressWhy {
		if set&(1<<i) != 0 {
			why = append(why, w)
		}
	}
	return Outcome{Result: Similar, Why: append(why, parts...), Diffs: diffs}
}

// samePlace says whether two folded addresses are one but for the building's name or the room.
func samePlace(a, b []cell) (why []string, ok bool) {
	if len(a) == 0 || len(b) == 0 {
		return nil, false
	}
	if text(a) == text(b) {
		return nil, true
	}
	pa, pb := takeApart(a), takeApart(b)
	if pa.town != pb.town || len(pa.numbers) == 0 || len(pb.numbers) == 0 {
		return nil, false
	}
	if pa.building != pb.building {
		if pa.building != "" && pb.building != "" {
			return nil, false
		}
		why = append(why, "compare.building")
	}
	na, nb := pa.numbers, pb.numbers
	if slices.Equal(na, nb) {
		return why, len(why) > 0
	}
	if len(na) > len(nb) {
		na, nb, pa, pb = nb, na, pb, pa
	}
	// One number more, at the end, is a room if it is marked as one or if there is a building.
	extra := len(nb) == len(na)+1 && slices.Equal(na, nb[:len(na)])
	if extra && (pb.room || pa.building != "" || pb.building != "") {
		return append(why, "compare.room"), true
	}
	return nil, false
}

// place is an address taken apart.
type place struct {
	town     string
	numbers  []string // block, house, and the room if there is one
	building string
	room     bool // the last number is a room for certain
}

// takeApart finds the numbers of block and house: the first numbers that are joined by hyphens, or else the first
// number that is not part of a name (北1条). What stands before is the town, what follows is a building, and a
// number at its end is the room.
func takeApart(c []cell) place {
	from, to := -1, -1
	for i := 0; i < len(c); {
		if !digit(c[i].r) {
			i++
			continue
		}
		j, joined := i, false
		for j < len(c) && (alnum(c[j].r) || c[j].r == '-') {
			joined = joined || c[j].r == '-'
			j++
		}
		if joined {
			from, to = i, j
			break
		}
		if from < 0 && runeAt(c, j) != '条' && runeAt(c, j) != '線' {
			from, to = i, j
		}
		i = j
	}
	if from < 0 {
		return place{town: text(c)}
	}
	p := place{town: text(c[:from]), numbers: strings.Split(text(c[from:to]), "-"), room: c[to-1].room}
	rest := c[to:]
	end := len(rest)
	for end > 0 && (alnum(rest[end-1].r) || rest[end-1].r == '-') {
		end--
	}
	room := strings.Trim(text(rest[end:]), "-")
	if !strings.ContainsFunc(room, digit) { // a name in Latin letters
		end, room = len(rest), ""
	}
	p.building = strings.Trim(text(rest[:end]), "- ")
	if room != "" {
		p.numbers, p.room = append(p.numbers, room), true
	}
	return p
}

func foldAddress(address string, set int) []cell {
	has := func(tolerance int) bool { return set&(1<<tolerance) != 0 }
	return settle(cells(address, nil), func(c []cell) []cell {
		c = spaceAddress(upper(c))
		if has(asPrefecture) {
			c = withoutPrefecture(c)
		}
		if has(asOaza) {
			c = withoutOaza(c)
		}
		for i := range c {
			if has(asLookalike) {
				c[i].r = lookalike(c[i].r)
			}
			if has(asAddressVariant) {
				c[i].r = representative(traditional(c[i].r))
			}
		}
		return tidyHyphens(markers(numerals(kana(c), has(asTownNumber))))
	})
}

// spaceAddress drops spaces beside Japanese characters and hyphens, and makes one between a number and letters
// or another number a hyphen; commas count as spaces.
func spaceAddress(c []cell) []cell {
	space := func(r rune) bool { return unicode.IsSpace(r) || r == ',' || r == '、' || r == '#' }
	out := make([]cell, 0, len(c))
	for i := 0; i < len(c); i++ {
		x := c[i]
		if invisible(x.r) {
			continue
		}
		if hyphen(x.r) {
			x.r = '-'
		}
		if !space(x.r) {
			out = append(out, x)
			continue
		}
		j := i
		for j < len(c) && space(c[j].r) {
			j++
		}
		before, after := rune(0), runeAt(c, j)
		if len(out) > 0 {
			before = out[len(out)-1].r
		}
		switch {
		case before == 0 || after == 0 || cjk(before) || cjk(after) || before == '-' || hyphen(after):
		case digit(before) && alnum(after) || alnum(before) && digit(after):
			out = append(out, cell{r: '-', at: x.at})
		default:
			out = append(out, cell{r: ' ', at: x.at})
		}
		i = j - 1
	}
	return out
}

// kana makes the spellings of ga and no one, and the long vowel mark between digits a hyphen.
func kana(c []cell) []cell {
	for i := range c {
		before, after := runeAt(c, i-1), runeAt(c, i+1)
		switch c[i].r {
		case 'ケ', 'ヶ', 'ヵ', 'が', 'ガ':
			if han(before) && han(after) {
				c[i].r = 'ケ'
			}
		case 'ノ', 'の':
			if han(before) && han(after) {
				c[i].r = 'の'
			} else if digit(before) && digit(after) {
				c[i].r = '-'
			}
		case longVowel:
			if digit(before) && digit(after) {
				c[i].r = '-'
			}
		}
	}
	return c
}

// unit is the counter at a position that a number stands before, as it is written there.
func unit(c []cell, i int) string {
	for _, u := range []string{"丁目", "番地の", "番地", "号室", "番", "号", "条", "階", "室"} {
		if !hasAt(c, i, u) {
			continue
		}
		next := runeAt(c, i+len([]rune(u)))
		switch u {
		case "番地の":
			if !digit(next) && !numeral(next) {
				continue
			}
		case "番": // 三番町, 一番丁, 壱番館, 二番街 are names
			if strings.ContainsRune("町丁館街", next) {
				return ""
			}
		case "室": // 101室, but not 2室戸
			if cjk(next) {
				return ""
			}
		case "号": // 一号館 is a building, 5号線 a road
			if strings.ContainsRune("館線", next) {
				return ""
			}
		}
		return u
	}
	return ""
}

// numerals writes kanji numerals before a counter as digits.
func numerals(c []cell, townToo bool) []cell {
	out := make([]cell, 0, len(c))
	for i := 0; i < len(c); {
		n := numeralLength(c, i)
		if n == 0 {
			out = append(out, c[i])
			i++
			continue
		}
		u := unit(c, i+n)
		town := u == "丁目" && strings.ContainsRune("市区町村", runeAt(c, i-1)) && i > 0
		value, ok := numeralValue(c[i : i+n])
		if ok && u != "" && u != "室" && (townToo || !town) {
			out = putNumber(out, value, c[i:i+n])
		} else {
			out = append(out, c[i:i+n]...)
		}
		i += n
	}
	return out
}

// markers writes the counters after digits as hyphens; 階 becomes F, and 号室 marks the number as a room.
func markers(c []cell) []cell {
	out := make([]cell, 0, len(c))
	for i := 0; i < len(c); {
		u := ""
		if len(out) > 0 && digit(out[len(out)-1].r) {
			u = unit(c, i)
		}
		switch u {
		case "", "条":
			out = append(out, c[i])
			i++
			continue
		case "階":
			out = append(out, cell{r: 'F', at: c[i].at})
		case "号室", "室":
			for j := len(out) - 1; j >= 0 && alnum(out[j].r); j-- {
				out[j].room = true
			}
			out = append(out, cell{r: '-', at: c[i].at})
		default:
			out = append(out, cell{r: '-', at: c[i].at})
		}
		i += len([]rune(u))
	}
	return out
}

// tidyHyphens keeps single hyphens between letters and digits only; a building's name needs none before it.
func tidyHyphens(c []cell) []cell {
	out := make([]cell, 0, len(c))
	for i, x := range c {
		if x.r == '-' {
			if len(out) == 0 || out[len(out)-1].r == '-' || !alnum(out[len(out)-1].r) {
				continue
			}
			j := i
			for runeAt(c, j) == '-' {
				j++
			}
			if !alnum(runeAt(c, j)) {
				continue
			}
		}
		out = append(out, x)
	}
	return out
}

var prefectures = strings.Fields("北海道 青森県 岩手県 宮城県 秋田県 山形県 福島県 茨城県 栃木県 群馬県 埼玉県 千葉県 東京都 神奈川県 " +
	"新潟県 富山県 石川県 福井県 山梨県 長野県 岐阜県 静岡県 愛知県 三重県 滋賀県 京都府 大阪府 兵庫県 奈良県 和歌山県 " +
	"鳥取県 島根県 岡山県 広島県 山口県 徳島県 香川県 愛媛県 高知県 福岡県 佐賀県 長崎県 熊本県 大分県 宮崎県 鹿児島県 沖縄県")

// prefecture is the one that the address begins with, or empty.
func prefecture(c []cell) string {
	for _, p := range prefectures {
		if hasAt(c, 0, p) {
			return p
		}
	}
	return ""
}

func withoutPrefecture(c []cell) []cell { return c[len([]rune(prefecture(c))):] }

// withoutOaza drops 大字 and 字, which some registers print before the name of a part of a town.
func withoutOaza(c []cell) []cell {
	out := make([]cell, 0, len(c))
	for i := 0; i < len(c); i++ {
		if hasAt(c, i, "大字") && i+2 < len(c) {
			i++
			continue
		}
		if c[i].r == '字' && cjk(runeAt(c, i+1)) {
			continue
		}
		out = append(out, c[i])
	}
	return out
}

// lookalikes lead from a kana to the kanji, or to the kana, that looks like it in most typefaces.
var lookalikes = map[rune]rune{
	'ロ': '口', 'ハ': '八', 'ニ': '二', 'ミ': '三', 'ー': '一', 'ト': '卜', 'カ': '力', 'タ': '夕', 'エ': '工', 'オ': '才',
	'チ': '千', 'へ': 'ヘ', 'べ': 'ベ', 'ぺ': 'ペ', 'り': 'リ',
}

func lookalike(r rune) rune {
	if to, ok := lookalikes[r]; ok {
		return to
	}
	return r
}
