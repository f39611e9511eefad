package compare

import (
	"fmt"
	"strings"
	"unicode"
)

// Character is a character of a value that is easily taken for another one.
type Character struct {
	At   int    // position in the value, in characters from 0
	Is   rune   // as it stands there
	Not  rune   // what it may be taken for; 0 for what cannot be seen
	Why  string // word id, with the arguments of Args
	more string // further forms
}

// Hidden says whether the character cannot be seen as such.
func (c Character) Hidden() bool { return c.Not == 0 }

// Code is the character's code point: U+9AD9.
func (c Character) Code() string { return fmt.Sprintf("U+%04X", c.Is) }

// mostCharacters is how many help; a value with more of them is written so throughout.
const mostCharacters = 24

// Args are the arguments of the word: c and code for the character, other for what it may be taken for.
func (c Character) Args() []any {
	if c.Hidden() {
		return []any{"c", c.Code(), "other", ""}
	}
	other := CodePoint(string(c.Not))
	for _, r := range c.more {
		other += ", " + CodePoint(string(r))
	}
	return []any{"c", CodePoint(string(c.Is)), "other", other}
}

// NameCharacters names the characters of a name: variant forms and what has such, simplified forms, characters
// of other scripts that look like these, and those that cannot be seen.
func NameCharacters(name string) []Character {
	return characters(name, func(r []rune, i int) (Character, bool) {
		if forms := variantForms[r[i]]; forms != "" {
			first := []rune(forms)
			return Character{Not: first[0], Why: "compare.char.printed", more: string(first[1:])}, true
		}
		return scriptCharacter(r, i)
	})
}

// AddressCharacters names those of an address or a room.
func AddressCharacters(address string) []Character { return characters(address, scriptCharacter) }

// NumberCharacters names the digits and letters of a document's number that look alike, and what cannot be seen.
func NumberCharacters(number string) []Character {
	return characters(number, func(r []rune, i int) (Character, bool) {
		switch r[i] {
		case '0':
			return Character{Not: 'O', Why: "compare.char.digit"}, true
		case '1':
			return Character{Not: 'I', Why: "compare.char.digit", more: "l"}, true
		case 'O', 'o':
			return Character{Not: '0', Why: "compare.char.letter"}, true
		case 'I', 'l':
			return Character{Not: '1', Why: "compare.char.letter"}, true
		}
		return scriptCharacter(r, i)
	})
}

func characters(s string, what func([]rune, int) (Character, bool)) (out []Character) {
	r := []rune(s)
	for i := range r {
		if i == longest || len(out) == mostCharacters {
			break
		}
		c, ok := hidden(r[i])
		if !ok {
			c, ok = what(r, i)
		}
		if ok {
			c.At, c.Is = i, r[i]
			out = append(out, c)
		}
	}
	return out
}

// hidden tells characters that are not seen as such.
func hidden(r rune) (Character, bool) {
	switch {
	case !invisible(r):
		return Character{}, false
	case unicode.Is(unicode.Cf, r):
		return Character{Why: "compare.char.hidden"}, true
	}
	return Character{Why: "compare.char.selector"}, true
}

// scriptCharacter tells characters that look like one of another script, where their neighbours leave a doubt,
// and variant and simplified forms.
func scriptCharacter(r []rune, i int) (Character, bool) {
	if to, ok := usualForm(r[i]); ok {
		return Character{Not: to, Why: "compare.char.variant"}, true
	}
	if to, ok := simplified[r[i]]; ok {
		return Character{Not: to, Why: "compare.char.simplified"}, true
	}
	if latin, ok := foreign[r[i]]; ok {
		return Character{Not: latin, Why: "compare.char.foreign"}, true
	}
	before, after := rune(0), rune(0)
	if i > 0 {
		before = r[i-1]
	}
	if i+1 < len(r) {
		after = r[i+1]
	}
	if kanji, ok := lookalikes[r[i]]; ok && katakana(r[i]) && han(kanji) {
		inWord := katakana(before) || katakana(after)
		if r[i] == longVowel { // it lengthens what stands before, or is a hyphen between digits
			inWord = katakana(before) || unicode.Is(unicode.Hiragana, before) || digit(before) && digit(after)
		}
		return Character{Not: kanji, Why: "compare.char.lookalike"}, !inWord
	}
	if kana, ok := kanaLike[r[i]]; ok {
		inWord := katakana(after) || katakana(before) && !han(after) && !digit(after)
		return Character{Not: kana, Why: "compare.char.lookalike"}, inWord
	}
	return Character{}, false
}

// usualForm is the form of a character that everybody writes, for one that is another form of it. Of two groups
// the representative is the rarer form.
func usualForm(r rune) (rune, bool) {
	switch r {
	case '荘', '磯':
		return 0, false
	case '莊':
		return '荘', true
	case '礒':
		return '磯', true
	}
	to, ok := variants[r]
	return to, ok
}

// katakana tells the letters of that script and its long vowel mark.
func katakana(r rune) bool { return unicode.Is(unicode.Katakana, r) || r == longVowel }

// kanaLike leads from a kanji to the katakana that looks like it.
var kanaLike = func() map[rune]rune {
	m := map[rune]rune{}
	for kana, kanji := range lookalikes {
		if katakana(kana) && han(kanji) {
			m[kanji] = kana
		}
	}
	return m
}()

// variantForms leads from a character to its further forms, for those that names are often printed with: the
// usual form is typed, and a card has the other.
var variantForms = func() map[rune]string {
	m := map[rune]string{}
	for _, group := range strings.Fields("高髙 崎﨑 辺邉邊 斉齊斎齋 斎齋 沢澤 浜濱濵 徳德 吉𠮷 広廣 真眞 桜櫻 滝瀧 恵惠 島嶋 富冨 関關 国國") {
		r := []rune(group)
		m[r[0]] = string(r[1:])
	}
	return m
}()

// foreign leads from letters of the Cyrillic and Greek scripts to the Latin ones that look the same.
var foreign = pairs("АAВBЕEКKМMНHОOРPСCТTХXаaеeоoрpсcуyхxІIіiЈJјjЅSѕs",
	"ΑAΒBΕEΖZΗHΙIΚKΜMΝNΟOΡPΤTΥYΧXοo")
