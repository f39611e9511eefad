package words

import "golang.org/x/text/language"

// longestHeader bounds the work that a visitor's header can ask for; a browser sends far less.
const longestHeader = 512

var matcher = language.NewMatcher([]language.Tag{language.English, language.Japanese})

// Match returns the language of the catalogue that fits an Accept-Language header best (RFC 9110, section
// 12.5.4): "en" or "ja". A header that is empty, overlong, malformed or asks for neither gives "en".
func Match(acceptLanguage string) string {
	if acceptLanguage == "" || len(acceptLanguage) > longestHeader {
		return Fallback
	}
	tags, _, err := language.ParseAcceptLanguage(acceptLanguage)
	if err != nil {
		return Fallback
	}
	_, index, _ := matcher.Match(tags...)
	return languages[index]
}
