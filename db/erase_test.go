package db_test

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"shinsa/db"
	"shinsa/db/dbtest"
	"shinsa/review"
	"shinsa/seal"
)

// everything puts a submission with something in every table into the store.
func everything(t testing.TB, s *db.Store, person review.StaffID) (*review.Submission, *review.Decision) {
	t.Helper()
	sub := sent(t, s, noon)
	d := decision(sub, person)
	images := must[[]review.RoundImage](t)(s.Images(ctx, sub.ID, 1))
	for _, i := range images {
		d.Images = append(d.Images, review.DecisionImage{Side: i.Side, Image: i.Image.ID, Digest: i.Image.Digest})
	}
	gone := parcel(sub, d.ID, noon)
	write(t, s, func(tx review.Tx) error {
		return errors.Join(
			tx.InsertDecision(ctx, d),
			tx.SaveWorksheet(ctx, &review.Worksheet{Submission: sub.ID, Person: person, Round: 1, Key: "round-" + seal.KeyID(sub.ID), Sealed: []byte("sealed"), At: noon}),
			tx.SetTokens(ctx, sub.ID, noon, tokens("maria")),
			tx.InsertPriority(ctx, review.Priority{ID: newID[string](), Submission: sub.ID, By: person, At: noon, First: true, Key: "key", Reason: []byte("sealed")}),
			tx.InsertSkip(ctx, &review.Skip{ID: newID[string](), Submission: sub.ID, Round: 1, By: person, At: noon, Reason: review.OtherSkip, Key: "key", Note: []byte("sealed")}),
			tx.InsertHandover(ctx, &review.Handover{ID: newID[string](), Submission: sub.ID, Round: 1, Why: review.KeepHanded, By: person, To: "you", At: noon, Until: noon, Key: "key", Note: []byte("sealed")}),
			tx.InsertReply(ctx, &review.Reply{ID: newID[string](), Submission: sub.ID, Round: 1, Decision: d.ID, By: person, At: noon, Key: "key", Text: []byte("sealed")}),
			tx.InsertComment(ctx, &review.Comment{ID: newID[string](), Submission: sub.ID, Round: 1, By: person, At: noon, Key: "key", Text: []byte("sealed")}),
			tx.Log(ctx, entry("decision.made", string(sub.ID))),
			tx.Enqueue(ctx, gone), tx.Enqueue(ctx, parcel(sub, "", noon)),
		)
	})
	must[bool](t)(s.LeaseParcel(ctx, gone.ID, "one", noon, noon.Add(time.Minute)))
	if err := s.FinishParcel(ctx, gone.ID, "one", noon, entry("mail.sent", string(sub.ID))); err != nil {
		t.Fatal(err)
	}
	return sub, d
}

func TestEraseLeavesTheBareFacts(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		sub, d := everything(t, s, "person")
		kept, _ := everything(t, s, "person")
		write(t, s, func(tx review.Tx) error { return tx.Erase(ctx, sub.ID, noon.Add(time.Hour)) })
		write(t, s, func(tx review.Tx) error { return tx.Erase(ctx, sub.ID, noon.Add(2*time.Hour)) }) // again, as after a restore

		// Nothing sealed, no token and no digest is left in any row that belongs to it.
		for _, c := range []struct{ what, query string }{
			{"sealed fields of the row", `SELECT count(*) FROM submissions WHERE id = $1 AND (link_sealed IS NOT NULL OR email_sealed IS NOT NULL OR external_sealed IS NOT NULL OR key_id <> '')`},
			{"places in lists", `SELECT count(*) FROM submissions WHERE id = $1 AND listed <> ''`},
			{"rounds' fields", `SELECT count(*) FROM rounds WHERE submission_id = $1 AND (fields_sealed IS NOT NULL OR key_id <> '')`},
			{"images", `SELECT count(*) FROM images WHERE submission_id = $1 AND (digest IS NOT NULL OR name_sealed IS NOT NULL OR facts_sealed IS NOT NULL OR original || screen || preview || thumb || key_id <> '')`},
			{"worksheets", `SELECT count(*) FROM worksheets WHERE submission_id = $1`},
			{"reasons of priorities", `SELECT count(*) FROM priorities WHERE submission_id = $1 AND (reason_sealed IS NOT NULL OR key_id <> '')`},
			{"notes of skips", `SELECT count(*) FROM skips WHERE submission_id = $1 AND (note_sealed IS NOT NULL OR key_id <> '')`},
			{"notes of handovers", `SELECT count(*) FROM handovers WHERE submission_id = $1 AND (note_sealed IS NOT NULL OR key_id <> '')`},
			{"texts of replies", `SELECT count(*) FROM replies WHERE submission_id = $1 AND (text_sealed IS NOT NULL OR key_id <> '')`},
			{"texts of comments", `SELECT count(*) FROM comments WHERE submission_id = $1 AND (text_sealed IS NOT NULL OR key_id <> '')`},
			{"search tokens", `SELECT count(*) FROM search_tokens WHERE submission_id = $1`},
			{"salts", `SELECT count(*) FROM log_entries WHERE subject = $1`},
			{"digests of decisions", `SELECT count(*) FROM decisions WHERE submission_id = $1 AND digests <> ''`},
			{"parcels not sent", `SELECT count(*) FROM outbox WHERE submission_id = $1 AND sent_at = 0`},
		} {
			if got := must[[]string](t)(s.Texts(ctx, c.query, string(sub.ID))); got[0] != "0" {
				t.Errorf("%s: %s left", c.what, got[0])
			}
			if got := must[[]string](t)(s.Texts(ctx, c.query, string(kept.ID))); got[0] == "0" {
				t.Errorf("%s: none left of another submission", c.what)
			}
		}
		if got := must[[]string](t)(s.Texts(ctx, `SELECT count(*) || ' ' || count(salt) FROM log_entries`)); got[0] != "4 2" {
			t.Errorf("log entries and salts: %s, want 4 and the other submission's 2", got[0])
		}
		for what, query := range map[string]string{
			"decisions": `SELECT count(*) FROM decisions WHERE submission_id = $1`,
			"skips":     `SELECT count(*) FROM skips WHERE submission_id = $1`,
			"comments":  `SELECT count(*) FROM comments WHERE submission_id = $1`,
			"parcels":   `SELECT count(*) FROM outbox WHERE submission_id = $1`,
		} {
			if got := must[[]string](t)(s.Texts(ctx, query, string(sub.ID))); got[0] != "1" {
				t.Errorf("%s: %s left, want 1", what, got[0])
			}
		}

		got := must[*review.Submission](t)(s.Submission(ctx, review.SubmissionKey{ID: sub.ID}))
		want := *sub
		want.Link, want.Email, want.Key, want.ErasedAt = nil, nil, "", noon.Add(time.Hour)
		if !reflect.DeepEqual(*got, want) {
			t.Errorf("the row:\ngot  %+v\nwant %+v", *got, want)
		}
		// Whoever still holds what was sealed cannot bring it back.
		change(t, s, sub.ID, func(now *review.Submission) { now.Link, now.Email, now.Key = sub.Link, sub.Email, sub.Key })
		if got := must[*review.Submission](t)(s.Submission(ctx, review.SubmissionKey{ID: sub.ID})); !reflect.DeepEqual(*got, want) {
			t.Errorf("the row, saved again: %+v", *got)
		}
		if got := must[[]db.Erasure](t)(s.Erasures(ctx, noon)); !reflect.DeepEqual(got, []db.Erasure{{Submission: sub.ID, At: noon.Add(time.Hour)}}) {
			t.Errorf("erasures: %+v", got)
		}
		if rec := must[*review.DecisionRecord](t)(s.Decision(ctx, d.ID)); !slices.Equal(rec.Reasons, d.Reasons) {
			t.Errorf("the decision's codes: %v", rec.Reasons)
		}
		if rows := must[[]review.QueueRow](t)(s.Queue(ctx, review.QueueQuery{State: review.Waiting, Sort: review.SortOldest, Limit: 9, Now: noon})); len(rows) != 1 || rows[0].ID != kept.ID {
			t.Errorf("listed: %+v", rows)
		}
		if err := s.Write(ctx, func(tx review.Tx) error { return tx.Erase(ctx, "none", noon) }); !errors.Is(err, review.ErrNotFound) {
			t.Errorf("one that is not there: %v, want ErrNotFound", err)
		}
	})
}

func TestDraftsWhoseTimeIsOver(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		over, now, later, other := waiting(noon), waiting(noon), waiting(noon), waiting(noon)
		for i, d := range []*review.Submission{over, now, later} {
			d.State, d.DueAt = review.Draft, noon.Add(time.Duration(i-1)*time.Microsecond)
		}
		other.State, other.DueAt = review.Resubmission, noon.Add(-time.Hour)
		insert(t, s, later, now, over, other)
		if got := must[[]review.SubmissionID](t)(s.DueToErase(ctx, noon, 9)); !slices.Equal(got, []review.SubmissionID{over.ID, now.ID}) {
			t.Errorf("due: %v", got)
		}
		write(t, s, func(tx review.Tx) error { return tx.Erase(ctx, over.ID, noon) })
		if got := must[[]review.SubmissionID](t)(s.DueToErase(ctx, noon, 9)); !slices.Equal(got, []review.SubmissionID{now.ID}) {
			t.Errorf("due, with one erased: %v", got)
		}
	})
}

func TestSweepsSeeWhatIsStillNeeded(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		kept, _ := everything(t, s, "person")
		erased, _ := everything(t, s, "person")
		images := must[[]review.RoundImage](t)(s.Images(ctx, kept.ID, 1))
		back, front := images[0].Image, images[1].Image
		write(t, s, func(tx review.Tx) error {
			return errors.Join(tx.Erase(ctx, erased.ID, noon), tx.MarkPurged(ctx, review.Erasure{Image: back.ID, By: "person", At: noon}))
		})
		var blobs, keys []string
		if err := s.BlobNames(ctx, func(name string) error { blobs = append(blobs, name); return nil }); err != nil {
			t.Fatal(err)
		}
		if err := s.KeyIDs(ctx, func(id seal.KeyID) error { keys = append(keys, string(id)); return nil }); err != nil {
			t.Fatal(err)
		}
		slices.Sort(blobs)
		slices.Sort(keys)
		if want := []string{front.Original, front.Preview, front.Screen, front.Thumb}; !slices.Equal(blobs, want) {
			t.Errorf("blobs: got %v, want %v", blobs, want)
		}
		if got, want := slices.Compact(keys), []string{string(front.Key), string(kept.Key), "round-" + string(kept.ID)}; !slices.Equal(got, want) {
			t.Errorf("keys: got %v, want %v", got, want)
		}
	})
}

func TestSweepsReadEveryPage(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		const n = 2500
		write(t, s, func(tx review.Tx) error {
			for i := range n {
				sub := waiting(noon)
				sub.Sides = sub.Sides[:1]
				if err := send(tx, sub); err != nil {
					return fmt.Errorf("%d: %w", i, err)
				}
			}
			return nil
		})
		seen := map[string]int{}
		if err := s.KeyIDs(ctx, func(id seal.KeyID) error { seen[strings.Split(string(id), "-")[0]]++; return nil }); err != nil {
			t.Fatal(err)
		}
		if err := s.BlobNames(ctx, func(string) error { seen["blob"]++; return nil }); err != nil {
			t.Fatal(err)
		}
		if want := map[string]int{"key": n, "round": n, "image": n, "blob": 4 * n}; !reflect.DeepEqual(seen, want) {
			t.Errorf("got %v, want %v", seen, want)
		}
		stop := errors.New("enough")
		if err := s.BlobNames(ctx, func(string) error { return stop }); err != stop {
			t.Errorf("ended by its caller: %v", err)
		}
	})
}
