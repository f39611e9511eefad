package outbox

import (
	"strings"

	"shinsa/staff"
)

// letterLangs are the languages of a letter to somebody whose language is not known, in their order.
var letterLangs = []string{"ja", "en"}

// letterTime names the zone, because a letter is read anywhere.
const letterTime = "2006-01-02 15:04 MST"

// Letter writes a letter to somebody of the staff: the link, how long it is good, and whom to ask. It
// names nobody. Whose language is not known gets it in both, in one mail.
func (c Composer) Letter(l *staff.OpenedLetter) Mail {
	path := "/reset/"
	if l.Purpose == staff.Invitation {
		path = "/welcome/"
	}
	langs := langsOf(l.Lang)
	var subjects, bodies []string
	for _, lang := range langs {
		op, id := c.Operator(lang), "letter."+string(l.Purpose)
		args := []any{
			"link", c.PublicURL + path + string(l.Token), "time", l.ExpiresAt.In(c.Zone()).Format(letterTime),
			"operator", op.Name, "contact", op.Contact,
		}
		subjects = append(subjects, c.Words.Text(lang, id+".subject", args...))
		bodies = append(bodies, c.Words.Text(lang, id+".body", args...)+"\n\n"+c.Words.Text(lang, "letter.foot", args...))
	}
	return Mail{
		To: l.To, Lang: strings.Join(langs, ", "), Subject: strings.Join(subjects, " / "),
		Body: strings.Join(bodies, "\n\n"+strings.Repeat("-", 40)+"\n\n"),
	}
}

// langsOf are the languages in which somebody is written to who has chosen one, or none.
func langsOf(chosen string) []string {
	base, _, _ := strings.Cut(strings.ToLower(chosen), "-")
	for _, lang := range letterLangs {
		if lang == base {
			return []string{lang}
		}
	}
	return letterLangs
}
