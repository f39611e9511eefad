package staff

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

const (
	maxEmail = 254 // bytes; RFC 5321 section 4.5.3.1.3 less the angle brackets
	maxLocal = 64  // bytes; RFC 5321 section 4.5.3.1.1
	maxName  = 100 // characters
	maxLang  = 35  // bytes; RFC 5646 section 4.4.1
)

// FoldEmail returns what two spellings of one e-mail address have in common: compatibility forms (full
// width) and case are folded. It is for comparing and never for sending, because a folded address may be
// somebody else's.
func FoldEmail(s string) string {
	// Lower case can bring forms that are not normalised, and those can bring upper case and spaces.
	for range 4 {
		folded := strings.TrimSpace(norm.NFKC.String(strings.ToLower(norm.NFKC.String(s))))
		if folded == s {
			break
		}
		s = folded
	}
	return s
}

// checkEmail returns the address as it is kept. It takes what mail servers commonly take (RFC 5321
// without quoted local parts, address literals and comments) and refuses everything that could end a
// header line.
func checkEmail(s string) (string, error) {
	s = strings.TrimSpace(norm.NFKC.String(s))
	at := strings.LastIndexByte(s, '@')
	switch {
	case s == "":
		return "", &InputError{"email", "missing"}
	case len(s) > maxEmail || at > maxLocal:
		return "", &InputError{"email", "too_long"}
	case at < 1 || !utf8.ValidString(s) || !validLocal(s[:at]) || !validDomain(s[at+1:]):
		return "", &InputError{"email", "invalid"}
	}
	return s, nil
}

func validLocal(s string) bool {
	if strings.HasPrefix(s, ".") || strings.HasSuffix(s, ".") || strings.Contains(s, "..") {
		return false
	}
	for _, r := range s {
		if !unicode.IsGraphic(r) || unicode.IsSpace(r) || strings.ContainsRune(`"(),:;<>@[\]`, r) {
			return false
		}
	}
	return true
}

func validDomain(s string) bool {
	for label := range strings.SplitSeq(s, ".") {
		if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' {
			return false
		}
		for _, r := range label {
			if r != '-' && !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) {
				return false
			}
		}
	}
	return true
}

// checkName returns the name as it is kept. Names are shown to colleagues only and may be of any script.
func checkName(s string) (string, error) {
	s = norm.NFC.String(strings.Join(strings.Fields(s), " "))
	switch {
	case s == "":
		return "", &InputError{"name", "missing"}
	case !utf8.ValidString(s):
		return "", &InputError{"name", "invalid"}
	case utf8.RuneCountInString(s) > maxName:
		return "", &InputError{"name", "too_long"}
	}
	for _, r := range s {
		// Format characters would let a name be read backwards or pass for another.
		if unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co) {
			return "", &InputError{"name", "invalid"}
		}
	}
	return s, nil
}

func checkRole(r Role) error {
	if !r.Valid() {
		return &InputError{"role", "invalid"}
	}
	return nil
}

// checkLang takes anything that has the shape of a language tag; which languages there are is known to
// the catalogues.
func checkLang(s string) error {
	if len(s) > maxLang {
		return &InputError{"lang", "too_long"}
	}
	for _, r := range s {
		if r != '-' && (r > unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r)) {
			return &InputError{"lang", "invalid"}
		}
	}
	return nil
}
