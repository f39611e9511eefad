package staff

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"log/slog"
)

// A Token is a secret of 256 random bits that is given to its holder once: in a session's cookie, or in
// a one-time link. It is 43 characters of URL-safe base 64.
type Token string

// LogValue keeps a token out of the program's log.
func (Token) LogValue() slog.Value { return slog.StringValue("REDACTED") }

// A Hash is the SHA-256 of a token's bytes, which is what is stored. A token has far too many values for
// a faster guess at the hash, so no salt and no slow function is needed.
type Hash [sha256.Size]byte

const tokenSize = 32

var encoding = base64.RawURLEncoding.Strict()

// newToken draws a token.
func (s *Service) newToken() (Token, Hash, error) {
	b, err := s.random(tokenSize)
	if err != nil {
		return "", Hash{}, err
	}
	return Token(encoding.EncodeToString(b)), sha256.Sum256(b), nil
}

// hash returns what is stored of a token; false when t has not the form of one.
func (t Token) hash() (Hash, bool) {
	b, ok := t.bytes()
	if !ok {
		return Hash{}, false
	}
	return sha256.Sum256(b), true
}

func (t Token) bytes() ([]byte, bool) {
	if len(t) != encoding.EncodedLen(tokenSize) {
		return nil, false
	}
	b, err := encoding.DecodeString(string(t))
	return b, err == nil && len(b) == tokenSize
}

// CSRFToken returns what a form must carry in the session of the token. It follows from the token and is
// stored nowhere; who reads it on a page learns nothing of the cookie. It is empty for what is no token.
func CSRFToken(session Token) string {
	b, ok := session.bytes()
	if !ok {
		return ""
	}
	mac := hmac.New(sha256.New, b)
	mac.Write([]byte("shinsa staff csrf v1"))
	return encoding.EncodeToString(mac.Sum(nil))
}

// ValidCSRF reports whether given is the CSRF token of the session. The comparison takes the same time
// wherever they differ.
func ValidCSRF(session Token, given string) bool {
	want := CSRFToken(session)
	return want != "" && hmac.Equal([]byte(want), []byte(given))
}
