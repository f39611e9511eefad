package outbox_test

import (
	"strings"
	"testing"
	"time"

	"shinsa/outbox"
	"shinsa/review"
)

// Every mail in both languages says where to look and whom to ask, and nothing that was typed.
func TestMailsHaveTheLinkAndNoField(t *testing.T) {
	t.Parallel()
	outcomes := map[review.Outcome][]string{review.Approve: nil, review.Reject: {"cropped"}, review.Resubmit: {"cropped"}}
	for _, lang := range []string{"en", "ja"} {
		for outcome, reasons := range outcomes {
			t.Run(lang+" "+string(outcome), func(t *testing.T) {
				t.Parallel()
				d, to := newDesk(t), &post{}
				r := d.runner(to)
				token, ref := d.sent(lang)
				d.decided(ref, outcome, reasons...)
				d.runs(r)
				d.pass(10 * time.Second)
				d.runs(r)
				if to.count() != early+1 {
					t.Fatalf("%d mails, want %d", to.count(), early+1)
				}
				for _, m := range to.mails {
					checkMail(t, m, lang, token, ref)
				}
				if outcome == review.Resubmit {
					last := to.mails[early]
					if due := "2026-05-25"; !strings.Contains(last.Subject+last.Body, due) { // in Tokyo
						t.Errorf("the day until which to send again, %s, is missing:\n%s\n%s", due, last.Subject, last.Body)
					}
					if side := map[string]string{"en": "needed of: Front\n\n", "ja": "必要な面：表面\n\n"}[lang]; !strings.Contains(last.Body, side) {
						t.Errorf("which picture is needed anew is missing:\n%s", last.Body)
					}
				}
			})
		}
	}
}

func checkMail(t *testing.T, m outbox.Mail, lang, token string, ref review.Reference) {
	t.Helper()
	if m.To != identity["email"] || m.Lang != lang || m.ID == "" {
		t.Errorf("to %q in %q, id %q", m.To, m.Lang, m.ID)
	}
	if !strings.Contains(m.Subject, string(ref)) {
		t.Errorf("the subject %q has no reference", m.Subject)
	}
	for _, want := range []string{"https://desk.example/a/" + token, operatorIn(lang).Name, operator.Contact} {
		if !strings.Contains(m.Body, want) {
			t.Errorf("%q lacks %q:\n%s", m.Subject, want, m.Body)
		}
	}
	for field, typed := range identity {
		if len(typed) > 3 && strings.Contains(m.Subject+m.Body, typed) { // "405" and "no" stand in other words, too
			t.Errorf("%q tells the field %s", m.Subject, field)
		}
	}
	if strings.Contains(m.Subject+m.Body, "{") {
		t.Errorf("a placeholder is left:\n%s\n%s", m.Subject, m.Body)
	}
	for line := range strings.Lines(m.Body) {
		if id := strings.TrimSpace(line); strings.HasPrefix(id, "mail.") || strings.HasPrefix(id, "message.") {
			t.Errorf("a text is missing: %s", id)
		}
	}
	if lang == "ja" && !strings.ContainsFunc(m.Body, func(r rune) bool { return r >= 'ぁ' && r <= 'ん' }) {
		t.Errorf("not in Japanese:\n%s", m.Body)
	}
}

// The demonstration's outbox shows the newest first and does not grow for ever.
func TestMemoryKeepsTheLastMails(t *testing.T) {
	t.Parallel()
	m := &outbox.Memory{Now: func() time.Time { return start }}
	for n := range 201 {
		if err := m.Send(t.Context(), outbox.Mail{Subject: strings.Repeat("x", n)}); err != nil {
			t.Fatal(err)
		}
	}
	all := m.Mails()
	if len(all) != 200 || len(all[0].Subject) != 200 || len(all[199].Subject) != 1 || !all[0].At.Equal(start) {
		t.Errorf("%d mails, the first with %d, the last with %d characters", len(all), len(all[0].Subject), len(all[len(all)-1].Subject))
	}
}
