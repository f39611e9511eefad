package handlers

import (
	"context"
	"testing"
	"time"
)

func TestSettingsShowWhatIsInForce(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t, func(c *Config) {
		c.LogKeys = func(context.Context) ([]string, error) {
			return []string{"desk.example/log+0old", "desk.example/log+0new"}, nil
		}
	})
	d.set.MaxRounds, d.set.MinAge, d.set.ResubmitWithin = 3, 15, 21*24*time.Hour
	d.set.Operator.Purpose = `<b>"to check"</b>`
	page := d.as("admin").get("/settings").is(200)
	page.has("Hoshizora Mobile", "0120-000-000", "&lt;b&gt;&#34;to check&#34;&lt;/b&gt;", "21 days", "15 years", "--max-rounds", "SHINSA_MAX_ROUNDS",
		"resident-card", "offered", "10 MB", "30 min", "12 h", "Asia/Tokyo", d.desk.Guard.Version()).hasNone("<b>\"to", "settings.", "<form method=\"post\" action=\"/settings")
	page.has("Public key before", "desk.example/log+0old", "Public key, for whoever checks proofs", "desk.example/log+0new")
	for _, k := range d.desk.Kinds.Set().All() {
		page.has(k.Version)
	}
	d.as("admin").in("ja").get("/settings").is(200).has("設定", "21日").hasNone("settings.")
}

func TestOutbox(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	d.nobody().get("/outbox").is(404)
	d.as("admin").get("/outbox").is(404)

	demo := newTestDesk(t, func(c *Config) {
		c.Demo = true
		c.Outbox = func() []Mail {
			return []Mail{
				{To: "b@example.org", Subject: "Second <one>", At: testStart, Body: "See " + c.PublicURL + "/a/token-2, or\nhttps://evil.example/a/token-2\njavascript:alert(1)"},
				{To: "a@example.org", Subject: "First", At: testStart, Body: "第一\n" + c.PublicURL + "/a/token-1"},
			}
		}
	})
	for _, b := range []*browser{demo.nobody(), demo.as("reviewer"), demo.as("admin")} {
		b.get("/outbox").is(200).
			has("b@example.org", "Second &lt;one&gt;", `<a href="/a/token-2">`, `<a href="/a/token-1">`, "https://evil.example/a/token-2", "2026-11-24 10:00").
			hasNone(`href="https://evil`, `href="javascript`, "<one>")
	}
}
