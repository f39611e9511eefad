package review_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"shinsa/audit"
	"shinsa/review"
)

// TestWhatCannotBeLoggedDoesNotHappen: with no log entry there is no image, no decision, and nothing else either.
func TestWhatCannotBeLoggedDoesNotHappen(t *testing.T) {
	t.Parallel()
	eachDesk(t, func(t *testing.T, d *desk) {
		d.staffed(reviewer, reviewer2, supervisor)
		_, done := d.sent()
		first := d.decided(reviewer, done, review.Reject, "cropped")
		d.takesEffect()
		_, held := d.sent()
		d.must(d.Claim(ctx, reviewer, held, false))
		form := d.form(reviewer, held, review.Reject, "cropped")
		_, free := d.sent()
		_, back := d.sent()
		taken := d.decided(reviewer2, back, review.Reject, "cropped")
		token, err := d.StartDraft(ctx, "resident-card", "en", "")
		d.must(err)
		d.must(d.SaveIdentity(ctx, token, "en", identity))

		a := d.administrator(t)
		count := func() string {
			var all []string
			for _, table := range []string{"submissions", "decisions", "retractions", "reports", "audits", "image_views", "field_views", "images", "comments", "priorities", "handovers", "skips", "outbox"} {
				all = append(all, table+" "+a.texts(`SELECT CAST(count(*) AS TEXT) FROM ` + table)[0])
			}
			all = append(all, a.texts(`SELECT id || state || claim_by || CAST(version AS TEXT) || decision_id || CAST(rank AS TEXT) FROM submissions ORDER BY id`)...)
			return strings.Join(all, "\n")
		}
		before := count()
		a.does(`ALTER TABLE log_entries RENAME TO log_gone`)
		for name, act := range map[string]func() error{
			"a decision":  func() error { _, err := d.Decide(ctx, reviewer, held, form); return err },
			"taking back": func() error { _, err := d.Retract(ctx, reviewer2, taken); return err },
			"an audit": func() error {
				return d.AuditDecision(ctx, supervisor, first, review.VerdictForm{Verdict: review.Overturn, Severity: review.Major, Note: "no"})
			},
			"a report":         func() error { _, err := d.ReportMistake(ctx, reviewer, first, "a mistake"); return err },
			"a claim":          func() error { return d.Claim(ctx, reviewer2, free, false) },
			"next":             func() error { _, err := d.Next(ctx, supervisor); return err },
			"giving back":      func() error { return d.SkipOver(ctx, reviewer, held, review.HardToJudge, "") },
			"handing on":       func() error { return d.HandOver(ctx, reviewer, held, reviewer2.ID, "") },
			"a comment":        func() error { return d.AddComment(ctx, reviewer, held, "hello") },
			"a place by hand":  func() error { return d.Prioritise(ctx, supervisor, []review.Reference{free}, true, "why") },
			"purging an image": func() error { return d.Purge(ctx, reviewer, held, "back", 0) },
			"an image added":   func() error { return d.AddImage(ctx, token, "front", "front.jpg", picture(9)) },
			"a draft":          func() error { _, err := d.StartDraft(ctx, "resident-card", "en", ""); return err },
			"a search":         func() error { _, err := d.Search(ctx, reviewer, "SANTOS"); return err },
			"typed fields":     func() error { _, err := d.Review(ctx, reviewer2, free); return err },
			"an image": func() error {
				b, err := d.Image(ctx, reviewer, held, "front", 0, review.SizeScreen)
				if len(b) > 0 {
					t.Error("bytes of an image left without an entry")
				}
				return err
			},
		} {
			if err := act(); err == nil {
				t.Errorf("%s happened without an entry in the log", name)
			}
		}
		a.does(`ALTER TABLE log_gone RENAME TO log_entries`)
		if after := count(); after != before {
			t.Errorf("something is there:\n%s\nwas\n%s", after, before)
		}
		_, err = d.Decide(ctx, reviewer, held, form) // and with the log it happens
		d.must(err)
	})
}

// TestADeliveryIsFetchedOnce: each delivery of a screen or full image is logged as fetched, once for each person, image
// and grant, and viewed is added when it was shown.
func TestADeliveryIsFetchedOnce(t *testing.T) {
	t.Parallel()
	eachDesk(t, func(t *testing.T, d *desk) {
		_, ref := d.sent()
		fetch := func(a review.Actor, side, size string, want int) {
			t.Helper()
			b, err := d.Image(ctx, a, ref, side, 0, size)
			d.must(err)
			if n := len(d.leaves(audit.ImageFetched)); n != want || len(b) == 0 {
				t.Errorf("%s %s by %s: %d bytes, %d entries, want %d", side, size, a.ID, len(b), n, want)
			}
		}
		fetch(reviewer, "front", review.SizeThumb, 0)
		fetch(reviewer, "front", review.SizeScreen, 1)
		fetch(reviewer, "front", review.SizeScreen, 1)
		fetch(reviewer, "front", review.SizeFull, 1)
		fetch(reviewer, "back", review.SizeFull, 2)
		fetch(reviewer2, "front", review.SizeScreen, 3)
		d.must(d.Claim(ctx, reviewer, ref, false))
		fetch(reviewer, "front", review.SizeScreen, 4) // under another grant
		for range 2 {
			d.must(d.Viewed(ctx, reviewer, ref, "front", 0))
		}
		if n := len(d.leaves(audit.ImageViewed)); n != 1 {
			t.Errorf("%d entries of what was shown, want 1", n)
		}
		d.must(d.Viewed(ctx, supervisor, ref, "front", 0)) // who was given nothing has seen nothing
		if n := len(d.leaves(audit.ImageViewed)); n != 1 {
			t.Errorf("%d entries of what was shown after somebody said so who was given nothing", n)
		}
	})
}

// TestTheLogNamesNobody: whatever was typed, written or done, no leaf holds an identity or a word of anybody; and what it
// commits to can be opened with its salt until that is erased.
func TestTheLogNamesNobody(t *testing.T) {
	t.Parallel()
	eachDesk(t, func(t *testing.T, d *desk) {
		worked(t, d)
		a := d.administrator(t)
		secret := append(a.texts(`SELECT id FROM submissions`), a.texts(`SELECT reference FROM submissions`)...)
		secret = append(append(secret, a.texts(`SELECT id FROM images`)...), a.texts(`SELECT id FROM decisions`)...)
		secret = append(secret, "SANTOS", "maria@example.org", "1990-04-01", "1990/4/1", "新宿", "12345678", "mistook", "stamp", "leaves tomorrow", "reviewer-1", "supervisor-1", "Aiko")
		rows, err := a.QueryContext(ctx, `SELECT leaf, salt, subject FROM log_entries`)
		d.must(err)
		defer rows.Close()
		leaves, erased := 0, 0
		for rows.Next() {
			var leaf, salt []byte
			var subject string
			d.must(rows.Scan(&leaf, &salt, &subject))
			leaves++
			for _, s := range secret {
				if bytes.Contains(leaf, []byte(s)) {
					t.Errorf("a leaf has %q:\n%s", s, leaf)
				}
			}
			l, err := audit.Parse(leaf)
			d.must(err)
			if salt == nil {
				erased++
			} else if subject != "" && !strings.HasPrefix(subject, "staff:") && !l.Opens("submission", salt, subject) {
				t.Errorf("the leaf's own submission does not open it:\n%s", leaf)
			}
		}
		if leaves < 50 || erased < 5 {
			t.Errorf("%d leaves, %d of them of what was erased", leaves, erased)
		}
	})
}

// TestTheLogGoesOnAfterAClockJumpedBack: what comes later is numbered later, and a lease of the future hinders nobody.
func TestTheLogGoesOnAfterAClockJumpedBack(t *testing.T) {
	t.Parallel()
	eachDesk(t, func(t *testing.T, d *desk) {
		key := worked(t, d)
		d.pass(-3 * time.Hour)
		_, ref := d.sent()
		d.decided(reviewer2, ref, review.Approve)
		other := audit.Sequencer{Store: d.store, Key: key.Signer, Name: "another process", Now: d.now, Term: time.Minute, Batch: 512}
		if n, err := other.Step(ctx); err != nil || n == 0 {
			t.Fatalf("%d numbered by another process after the jump: %v", n, err)
		}
		if _, err := whole(d, key); err != nil {
			t.Error(err)
		}
		// Within a lease's time clocks may differ: nobody is taken for a jump.
		d.pass(-20 * time.Second)
		third := audit.Sequencer{Store: d.store, Key: key.Signer, Name: "a third", Now: d.now, Term: time.Minute, Batch: 512}
		_, err := d.store.Lead(ctx, third.Name, d.now(), third.Term)
		if !errors.Is(err, audit.ErrOtherLeads) {
			t.Errorf("a lease that is good was taken: %v", err)
		}
	})
}
