package staff

import (
	_ "embed"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// How long a password is, in characters after normalising. NIST SP 800-63B asks for no composition rules,
// for at least 64 characters to be accepted, and for nothing to be cut off; OWASP ASVS 6.2 for at least 8
// characters, better more. Twelve leaves out nearly all of the lists that guessers begin with.
const (
	MinPassword = 12
	MaxPassword = 128
)

// Codes of PasswordError.
const (
	PasswordTooShort = "too_short"
	PasswordTooLong  = "too_long"
	PasswordEncoding = "encoding" // not UTF-8
	PasswordCommon   = "common"   // among the first that are guessed
	PasswordOwn      = "own"      // mostly the person's own name or address, or the product's
)

// normalPassword is a password as it is measured and hashed. NFKC is one of the two forms that NIST SP
// 800-63B section 5.1.1.2 names; it is taken because a Japanese input method left on types full-width
// letters, which must open the same account. Nothing is trimmed: a space may be part of a password.
func normalPassword(s string) string { return norm.NFKC.String(s) }

// passwordBytes is what is hashed. A password longer than can ever have been set is not looked at, but
// costs the same as any other.
func passwordBytes(s string) []byte {
	if len(s) > MaxPassword*utf8.UTFMax {
		return []byte{0xff} // no UTF-8, so no password
	}
	return []byte(normalPassword(s))
}

// checkPassword reports why a password cannot be set for an account, as a *PasswordError.
func checkPassword(password string, a Account) error {
	if !utf8.ValidString(password) {
		return &PasswordError{PasswordEncoding}
	}
	if len(password) > MaxPassword*utf8.UTFMax {
		return &PasswordError{PasswordTooLong}
	}
	normal := normalPassword(password)
	switch n := utf8.RuneCountInString(normal); {
	case n < MinPassword:
		return &PasswordError{PasswordTooShort}
	case n > MaxPassword || len(normal) > MaxPassword*utf8.UTFMax:
		return &PasswordError{PasswordTooLong}
	}
	if guessable(normal, commonWords, rows) {
		return &PasswordError{PasswordCommon}
	}
	if guessable(normal, ownWords(a), nil) {
		return &PasswordError{PasswordOwn}
	}
	return nil
}

//go:embed common.txt
var commonText string

// commonWords and rows are the two halves of common.txt.
var commonWords, rows = readCommon(commonText)

func readCommon(text string) (words, rows []string) {
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
		case strings.HasPrefix(line, "row "):
			row := strings.TrimPrefix(line, "row ")
			rows = append(rows, row, reversed(row))
		default:
			words = append(words, line)
		}
	}
	return words, rows
}

// guessable reports whether a password is little more than the given words. The words are taken out,
// whatever letters were swapped for look-alikes; what is left must be something by itself. So
// "P4ssword-2026" falls, and a sentence with "password" in it stands. A walk of four or more along one of
// the rows counts as a word.
func guessable(password string, words, rows []string) bool {
	folded := []rune(strings.Map(unicode.ToLower, password))
	plain := make([]rune, len(folded)) // with look-alikes read as the letters that they stand for
	for i, r := range folded {
		if l, ok := lookAlikes[r]; ok {
			r = l
		}
		plain[i] = r
	}
	gone := make([]bool, len(folded))
	struck := false
	for _, w := range words {
		word := []rune(w)
		struck = strike(folded, word, gone) || struck
		struck = strike(plain, word, gone) || struck
	}
	for _, row := range rows {
		struck = strikeWalks(folded, row, gone) || struck
	}
	var left []rune
	for i, r := range folded {
		if !gone[i] && (unicode.IsLetter(r) || unicode.IsDigit(r)) {
			left = append(left, r)
		}
	}
	const enough = 6 // letters and digits
	if struck && len(left) < enough {
		return true
	}
	return monotonous(folded) || (struck || len(left) >= MinPassword/2) && monotonous(left)
}

var lookAlikes = map[rune]rune{'0': 'o', '1': 'i', '3': 'e', '4': 'a', '5': 's', '7': 't', '@': 'a', '$': 's', '!': 'i'}

// strike marks every place of word in text, and reports whether there was one.
func strike(text, word []rune, gone []bool) bool {
	found := false
	for i := 0; len(word) > 0 && i+len(word) <= len(text); i++ {
		if string(text[i:i+len(word)]) == string(word) {
			found = true
			for j := range word {
				gone[i+j] = true
			}
		}
	}
	return found
}

// strikeWalks marks every piece of row in text that is long enough to be no chance.
func strikeWalks(text []rune, row string, gone []bool) bool {
	const enough = 4
	found := false
	for i := 0; i+enough <= len(text); i++ {
		if strings.Contains(row, string(text[i:i+enough])) {
			found = true
			for j := range enough {
				gone[i+j] = true
			}
		}
	}
	return found
}

// monotonous reports whether text is one short piece over and over, four different characters or fewer,
// or a walk along a row of keys, letters or digits.
func monotonous(text []rune) bool {
	if len(text) == 0 {
		return false
	}
	different := map[rune]bool{}
	for _, r := range text {
		different[r] = true
	}
	if len(different) <= 4 {
		return true
	}
	for unit := 1; unit < MinPassword/2+1 && unit*2 <= len(text); unit++ {
		repeats := true
		for i := unit; i < len(text) && repeats; i++ {
			repeats = text[i] == text[i-unit]
		}
		if repeats {
			return true
		}
	}
	for _, row := range rows {
		if strings.Contains(row, string(text)) {
			return true
		}
	}
	return false
}

// ownWords are the words that somebody who knows the person would try.
func ownWords(a Account) []string {
	words := []string{"shinsa", "審査"}
	folded := FoldEmail(a.Email)
	words = append(words, folded)
	words = append(words, long(strings.FieldsFunc(folded, func(r rune) bool { return strings.ContainsRune("@.-_+", r) }))...)
	return append(words, long(strings.Fields(strings.Map(unicode.ToLower, normalPassword(a.Name))))...)
}

// long leaves out words that are in other words by chance: Latin ones of three letters and fewer, and
// single characters.
func long(words []string) []string {
	var out []string
	for _, w := range words {
		n := utf8.RuneCountInString(w)
		if n >= 4 || n >= 2 && len(w) > n {
			out = append(out, w)
		}
	}
	return out
}

func reversed(s string) string {
	r := []rune(s)
	for i, j := 0, len(r)-1; i < j; i, j = i+1, j-1 {
		r[i], r[j] = r[j], r[i]
	}
	return string(r)
}
