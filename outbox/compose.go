package outbox

import (
	"strings"
	"time"

	"shinsa/review"
)

// Mail is a mail before it is sent.
type Mail struct {
	// ID names the parcel, so that a mail that is sent twice can be told to be the same one.
	ID                string
	To, Subject, Body string
	Lang              string
	At                time.Time // when it was handed over; set by Memory
}

// Words gives the words of a language by id.
type Words interface {
	Text(lang, id string, args ...any) string
}

// Composer writes mails in the reader's language. A mail carries the lookup link and what the status page
// says; no picture, and no field that the applicant typed.
type Composer struct {
	Words     Words
	PublicURL string // without a slash at its end
	Operator  func(lang string) review.Operator
	Zone      func() *time.Location
}

// Compose writes the mail of a letter.
func (c Composer) Compose(l *review.Letter) Mail {
	op := c.Operator(l.Lang)
	args := []any{
		"reference", string(l.Reference), "link", c.PublicURL + "/a/" + l.Token, "operator", op.Name,
		"contact", op.Contact, "hours", op.DeskHours, "message", l.Message, "round", l.Round,
		"date", l.DueAt.In(c.Zone()).Format(time.DateOnly), "by", l.AnswerBy.In(c.Zone()).Format(time.DateOnly),
		"pictures", c.pictures(l),
	}
	id := l.Topic
	if l.Topic == review.TopicOutcome {
		id += "." + string(l.Outcome)
	}
	if l.Topic == review.TopicComplaintAnswer {
		id += "." + string(l.Verdict)
	}
	body := c.Words.Text(l.Lang, id+".body", args...) + "\n\n" + c.Words.Text(l.Lang, "mail.foot", args...)
	return Mail{To: l.To, Lang: l.Lang, Subject: c.Words.Text(l.Lang, id+".subject", args...), Body: body}
}

// pictures is the paragraph that says of which sides new pictures are needed, empty when of none.
func (c Composer) pictures(l *review.Letter) string {
	if len(l.Pictures) == 0 {
		return ""
	}
	return c.Words.Text(l.Lang, "mail.pictures", "sides", strings.Join(l.Pictures, c.Words.Text(l.Lang, "place.and"))) + "\n\n"
}
