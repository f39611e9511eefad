package views

import (
	"testing"
	"time"
)

func TestAuditFilterQuery(t *testing.T) {
	t.Parallel()
	f := AuditFilter{Kind: "resident-card", From: "2026-11-01", After: "x"}
	if got, want := f.href("/audit", false), "/audit?after=x&from=2026-11-01&kind=resident-card"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got, want := f.href("/audit", true), "/audit?from=2026-11-01&kind=resident-card"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got := (AuditFilter{After: "x"}).href("/audit", true); got != "/audit" {
		t.Errorf("got %s", got)
	}
	if (AuditFilter{After: "x"}).Any() || !f.Any() {
		t.Error("a place in the list is no filter, a kind is one")
	}
}

func TestNeighbours(t *testing.T) {
	t.Parallel()
	rows := []DecisionRow{{Href: "/audit/a?x=1"}, {Href: "/audit/b?x=1", Current: true}, {Href: "/audit/c?x=1"}}
	before, after := neighbours(rows)
	if before != "/audit/a?x=1" || after != "/audit/c?x=1" || idOf(after) != "c" {
		t.Errorf("got %q, %q, next %q", before, after, idOf(after))
	}
	if before, after = neighbours(rows[:1]); before != "" || after != "" || idOf(after) != "" {
		t.Errorf("of a decision that is not in the list: %q, %q", before, after)
	}
}

// Only addresses of this desk become links, whatever stands in a mail.
func TestMailPieces(t *testing.T) {
	t.Parallel()
	const host = "http://127.0.0.1:8080"
	for line, want := range map[string]string{
		"":                                   "",
		"no link":                            "(no link)",
		host + "/a/T":                        "[/a/T]",
		"see " + host + "/a/T, and go on":    "(see )[/a/T](, and go on)",
		host + "/a/T " + host + "/a/U":       "[/a/T]( )[/a/U]",
		host + ".evil.example/a/T":           "(" + host + ".evil.example/a/T)",
		"https://evil.example/a/T":           "(https://evil.example/a/T)",
		"javascript:alert(1)//" + host + "/": "(javascript:alert(1)//)[/]",
		host + "/a/T?x=1#y":                  "[/a/T?x=1]",
		"結果は" + host + "/a/Tです。":             "(結果は)[/a/T%E3%81%A7%E3%81%99](。)",
	} {
		got := ""
		for _, p := range pieces(line, host) {
			if p.Href != "" {
				got += "[" + p.Href + "]"
			} else {
				got += "(" + p.Text + ")"
			}
		}
		if got != want {
			t.Errorf("%q: got %s, want %s", line, got, want)
		}
	}
	m := NewOutboxModel(Page{}, []MailInput{{Body: "a\n\nb", At: testNow}}, host, time.UTC)
	if n := len(m.Mails[0].Lines); n != 3 {
		t.Errorf("%d lines, want 3", n)
	}
}
