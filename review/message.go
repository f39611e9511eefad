package review

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Message composes what the applicant will read after a decision, in the applicant's language: what was
// decided, each reason with what to do, and until when. until is used for a resubmission only.
func (d *Desk) Message(lang, kind string, o Outcome, reasons []string, until time.Time) string {
	set := d.Settings()
	var b strings.Builder
	b.WriteString(d.Words.Text(lang, "message."+string(o)))
	for _, id := range reasons {
		b.WriteString("\n\n• " + d.Words.Text(lang, "reason."+id+".applicant"))
	}
	switch o {
	case Resubmit:
		b.WriteString("\n\n" + d.Words.Text(lang, "message.until", "date", until.In(set.Zone).Format(time.DateOnly)))
	case Reject:
		b.WriteString("\n\n" + d.Words.Text(lang, "message.contact", "contact", set.OperatorFor(lang).Contact))
	}
	return b.String()
}

// cleanLong trims a text of several lines; the code says why it cannot be taken.
func cleanLong(v string, limit int) (string, string) {
	if !utf8.ValidString(v) {
		return "", "characters"
	}
	v = strings.TrimSpace(strings.ReplaceAll(v, "\r\n", "\n"))
	for _, r := range v {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return "", "characters"
		}
	}
	if utf8.RuneCountInString(v) > limit {
		return "", "too-long"
	}
	return v, ""
}

// neededLong is cleanLong for what must not be left empty.
func neededLong(v string, limit int) (string, string) {
	v, code := cleanLong(v, limit)
	if v == "" && code == "" {
		code = "required"
	}
	return v, code
}
