package views

import (
	"net/url"
	"strings"
	"time"
)

// MailInput is a mail of the demonstration.
type MailInput struct {
	To, Subject, Body string
	At                time.Time
}

// OutboxModel is the demonstration's page of mails.
type OutboxModel struct {
	Page
	Mails []MailModel
}

// MailModel is a mail as it is shown.
type MailModel struct {
	To, Subject, At, ISO string
	Lines                [][]MailPiece
}

// MailPiece is a part of a line: text, or an address of this host.
type MailPiece struct{ Text, Href string }

// NewOutboxModel turns mails into what is shown of them. Only addresses of this desk become links: whatever
// else stands in a mail was typed by somebody.
func NewOutboxModel(page Page, mails []MailInput, publicURL string, zone *time.Location) OutboxModel {
	m := OutboxModel{Page: page}
	for _, mail := range mails {
		one := MailModel{To: mail.To, Subject: mail.Subject, At: clock(mail.At, zone), ISO: mail.At.UTC().Format(time.RFC3339)}
		for _, line := range lines(mail.Body) {
			one.Lines = append(one.Lines, pieces(line, publicURL))
		}
		m.Mails = append(m.Mails, one)
	}
	return m
}

// pieces finds the addresses of this desk in a line.
func pieces(line, publicURL string) []MailPiece {
	var out []MailPiece
	for publicURL != "" {
		i := strings.Index(line, publicURL+"/")
		if i < 0 {
			break
		}
		end := len(line)
		if j := strings.IndexAny(line[i:], " \t<>\"'、。"); j >= 0 {
			end = i + j
		}
		address := strings.TrimRight(line[i:end], ".,;:!?)") // which ends the sentence, not the address
		end = i + len(address)
		if i > 0 {
			out = append(out, MailPiece{Text: line[:i]})
		}
		piece := MailPiece{Text: address}
		if u, err := url.Parse(address); err == nil {
			piece.Href = u.RequestURI() // without the host, so that it leads to this server by whatever name it was reached
		}
		out, line = append(out, piece), line[end:]
	}
	if line != "" {
		out = append(out, MailPiece{Text: line})
	}
	return out
}
