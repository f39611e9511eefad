package db_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"shinsa/db"
	"shinsa/db/dbtest"
	"shinsa/review"
)

// traces makes those of what was typed, or of a picture.
func traces(of review.ImageID, words ...string) (all []review.Trace) {
	for _, token := range tokens(words...) {
		all = append(all, review.Trace{Token: token, Image: of})
	}
	return all
}

func one(word string) review.TraceLook { return review.TraceLook{Tokens: tokens(word), Most: 50} }

// traced looks, and writes what was found as "look reference tokens image".
func traced(t testing.TB, s *db.Store, own review.SubmissionID, looks ...review.TraceLook) string {
	t.Helper()
	var out []string
	for _, h := range must[[]review.TraceHit](t)(s.Traced(ctx, own, looks)) {
		out = append(out, strings.TrimSpace(fmt.Sprintf("%d %s %d %s", h.Look, h.Reference, h.Tokens, h.Image.Facts)))
	}
	return strings.Join(out, "; ")
}

func TestTraced(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		var subs []*review.Submission
		for i := range 4 {
			sub := waiting(noon.Add(time.Duration(i) * time.Minute))
			sub.Reference = review.Reference(fmt.Sprintf("T000-000%d", i))
			write(t, s, func(tx review.Tx) error { return send(tx, sub) })
			subs = append(subs, sub)
		}
		front := func(i int) review.ImageID {
			images := must[[]review.RoundImage](t)(s.Images(ctx, subs[i].ID, 1))
			return images[slices.IndexFunc(images, func(i review.RoundImage) bool { return i.Side == "front" })].Image.ID
		}
		set := func(i, round int, at time.Time, all ...[]review.Trace) {
			write(t, s, func(tx review.Tx) error { return tx.SetTraces(ctx, subs[i].ID, round, at, slices.Concat(all...)) })
		}
		set(0, 1, subs[0].QueuedAt, traces("", "number", "home"), traces(front(0), "a", "b", "c"))
		set(1, 1, subs[1].QueuedAt, traces("", "number"), traces(front(1), "a", "b", "x"))
		set(2, 1, subs[2].QueuedAt, traces("", "other number", "home"), traces(front(2), "a", "y", "z"))
		set(3, 1, subs[3].QueuedAt, traces("", "number", "home"), traces(front(3), "a", "b", "c"))
		set(3, 2, subs[3].QueuedAt.Add(time.Hour), traces("", "number", "home", "new"))
		pictures := review.TraceLook{Tokens: tokens("a", "b", "c"), Most: 50, Facts: true}
		for _, c := range []struct {
			what  string
			own   int
			looks []review.TraceLook
			want  string
		}{
			{"nothing", 0, nil, ""},
			{"a look for nothing", 0, []review.TraceLook{{Most: 5}}, ""},
			{"a number", 0, []review.TraceLook{one("number")}, "0 T000-0003 2; 0 T000-0001 1"},
			{"of another", 3, []review.TraceLook{one("number")}, "0 T000-0001 1; 0 T000-0000 1"},
			{"the newest of them", 0, []review.TraceLook{{Tokens: tokens("number"), Most: 1}}, "0 T000-0003 2"},
			{"unknown", 0, []review.TraceLook{one("unknown")}, ""},
			{"pictures", 0, []review.TraceLook{pictures}, "0 T000-0003 3 sealed facts; 0 T000-0002 1 sealed facts; 0 T000-0001 2 sealed facts"},
			{"those with the most in common", 0, []review.TraceLook{{Tokens: pictures.Tokens, Most: 2, Facts: true}},
				"0 T000-0003 3 sealed facts; 0 T000-0001 2 sealed facts"},
			{"two looks and one for nothing", 0, []review.TraceLook{one("number"), {}, one("new")}, "0 T000-0003 2; 0 T000-0001 1; 2 T000-0003 1"},
		} {
			if got := traced(t, s, subs[c.own].ID, c.looks...); got != c.want {
				t.Errorf("%s: got %q, want %q", c.what, got, c.want)
			}
		}
		homes := func(own, most int) int {
			return must[int](t)(s.TracedCount(ctx, subs[own].ID, tokens("home")[0], most))
		}
		if a, b, c := homes(1, 99), homes(0, 99), homes(1, 1); a != 3 || b != 2 || c != 1 {
			t.Errorf("from one home %d, of the others %d, counted to one %d", a, b, c)
		}

		set(3, 1, noon) // taken back
		if got := traced(t, s, subs[0].ID, one("number"), pictures); got != "0 T000-0003 1; 0 T000-0001 1; 1 T000-0002 1 sealed facts; 1 T000-0001 2 sealed facts" {
			t.Errorf("with a round taken back: %q", got)
		}
		write(t, s, func(tx review.Tx) error {
			return tx.MarkPurged(ctx, review.Erasure{Submission: subs[1].ID, Image: front(1), By: "person", At: noon})
		})
		if got := traced(t, s, subs[0].ID, one("number"), pictures); got != "0 T000-0003 1; 0 T000-0001 1; 1 T000-0002 1 sealed facts" {
			t.Errorf("with a picture destroyed: %q", got)
		}
		write(t, s, func(tx review.Tx) error {
			id := front(2)
			return errors.Join(tx.RemoveImage(ctx, subs[2].ID, 1, "front"), tx.DeleteImage(ctx, id))
		})
		write(t, s, func(tx review.Tx) error { return tx.Erase(ctx, subs[1].ID, noon) })
		if got := traced(t, s, subs[0].ID, one("number"), pictures); got != "0 T000-0003 1" {
			t.Errorf("with one erased and a picture deleted: %q", got)
		}
	})
}

// How a submission stands comes with it, and the reasons of its decision.
func TestTracedTellHowItStands(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		sub, d := everything(t, s, "person")
		change(t, s, sub.ID, func(now *review.Submission) {
			now.Next, now.EffectiveAt, now.Decision = review.Rejected, d.EffectiveAt, d.ID
		})
		write(t, s, func(tx review.Tx) error { return tx.SetTraces(ctx, sub.ID, 1, noon, traces("", "number")) })
		hits := must[[]review.TraceHit](t)(s.Traced(ctx, "other", []review.TraceLook{one("number")}))
		if len(hits) != 1 {
			t.Fatalf("%d found", len(hits))
		}
		h := hits[0]
		if h.ID != sub.ID || h.Kind != sub.Kind || h.State != review.Waiting || h.Next != review.Rejected || !h.EffectiveAt.Equal(d.EffectiveAt) ||
			!h.QueuedAt.Equal(sub.QueuedAt) || !h.Since.Equal(sub.Since) || h.Round != 1 || !slices.Equal(h.Reasons, d.Reasons) {
			t.Errorf("found %+v", h)
		}
	})
}

func TestWhatWasToldIsKeptOnce(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		sub := sent(t, s, noon)
		sight := review.ContextSight{Submission: sub.ID, Person: "person", Grant: "grant", Found: []byte("found")}
		saw := func(v review.ContextSight) (first bool) {
			write(t, s, func(tx review.Tx) (err error) { first, err = tx.SawContext(ctx, v, noon); return err })
			return first
		}
		if must[bool](t)(s.ContextSeen(ctx, sight)) || !saw(sight) || saw(sight) || !must[bool](t)(s.ContextSeen(ctx, sight)) {
			t.Error("it is not kept, or more than once")
		}
		for what, other := range map[string]review.ContextSight{
			"person": {Submission: sub.ID, Person: "else", Grant: "grant", Found: sight.Found}, "grant": {Submission: sub.ID, Person: "person", Grant: "else", Found: sight.Found},
			"found": {Submission: sub.ID, Person: "person", Grant: "grant", Found: []byte("else")},
		} {
			if must[bool](t)(s.ContextSeen(ctx, other)) {
				t.Errorf("another %s: seen", what)
			}
		}
		write(t, s, func(tx review.Tx) error { return tx.Erase(ctx, sub.ID, noon) })
		if must[bool](t)(s.ContextSeen(ctx, sight)) {
			t.Error("it outlives the submission")
		}
	})
}

// fillTraces gives every submission of fill eleven traces: each number comes twice, each person thrice, a home
// forty times, and of the codes of pictures a hundred submissions share one, as with cards of a kind.
func fillTraces(t testing.TB, s *db.Store) {
	t.Helper()
	blob := func(text string) string {
		if s.Dialect() == "postgres" {
			return "convert_to(" + text + ", 'UTF8')"
		}
		return "CAST(" + text + " AS BLOB)"
	}
	insert := func(what, image string) {
		if err := s.Exec(ctx, `INSERT INTO traces (token, at, submission_id, image_id, round) SELECT `+blob(what)+`, queued_at, id, `+image+`, 1 FROM submissions`); err != nil {
			t.Fatal(err)
		}
	}
	n := `CAST(reference AS INTEGER)`
	for _, c := range []struct {
		class string
		share int
	}{{"number", 2}, {"person", 3}, {"home", 40}} {
		insert(fmt.Sprintf(`'token of %s ' || (%s / %d)`, c.class, n, c.share), `''`)
	}
	for band := range 8 {
		insert(fmt.Sprintf(`'token of %d ' || (%s * %d / 100)`, band, n, 2*band+1), `'image of ' || id`)
	}
}

func contextLooks(of int) []review.TraceLook {
	var near []string
	for band := range 48 {
		near = append(near, fmt.Sprintf("%d %d", band%8, of*(2*(band%8)+1)/100+band/8*37))
	}
	return []review.TraceLook{
		one(fmt.Sprintf("number %d", of/2)), one(fmt.Sprintf("bytes %d", of)), one(fmt.Sprintf("bytes %d", of+1)),
		{Tokens: tokens(near...), Most: 32, Facts: true}, one(fmt.Sprintf("person %d", of/3)),
	}
}

// TestTracesAreFoundByTheirIndex holds what the review page waits for to the index of tokens, at more than a
// hundred thousand traces: a plan that reads them from end to end is a mistake.
func TestTracesAreFoundByTheirIndex(t *testing.T) {
	t.Parallel()
	dbtest.EachWith(t, db.Options{Timeout: time.Minute}, func(t *testing.T, s *db.Store) {
		fill(t, s, 12_000)
		fillTraces(t, s)
		if s.Dialect() == "postgres" {
			for _, table := range []string{"submissions", "traces", "images", "decisions", "context_views"} {
				if err := s.Exec(ctx, `ANALYZE `+table); err != nil {
					t.Fatal(err)
				}
			}
		}
		const of = 6_000
		found := map[int]int{}
		plans, err := s.Plans(ctx, func(tx review.Tx) error {
			hits, err := tx.Traced(ctx, "01900000-0000-7000-8000-000000006000", contextLooks(of))
			for _, h := range hits {
				found[h.Look]++
			}
			if err != nil {
				return err
			}
			n, err := tx.TracedCount(ctx, "01900000-0000-7000-8000-000000006000", tokens(fmt.Sprintf("home %d", of/40))[0], 100)
			if n != 39 {
				t.Errorf("%d from the same home, want 39", n)
			}
			if err != nil {
				return err
			}
			_, err = tx.ContextSeen(ctx, review.ContextSight{Submission: "id", Person: "person", Grant: "grant", Found: []byte("found")})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if found[0] != 1 || found[3] != 32 || found[4] != 2 {
			t.Errorf("found by look: %v", found)
		}
		if len(plans) != 3 {
			t.Errorf("%d queries, want 3", len(plans))
		}
		for _, plan := range plans {
			for _, word := range []string{"SCAN traces", "SCAN s\n", "SCAN d\n", "SCAN i\n", "Seq Scan on traces", "Seq Scan on submissions", "SCAN context_views"} {
				if strings.Contains(plan, word) {
					t.Errorf("the plan has %q in it:\n%s", word, plan)
				}
			}
		}
	})
}

func BenchmarkContext(b *testing.B) {
	for name, n := range sizes() {
		b.Run(name, func(b *testing.B) {
			s, _ := filled(b, n)
			fillTraces(b, s)
			b.ResetTimer()
			for i := 0; b.Loop(); i++ {
				of := i * 7919 % n
				if _, err := s.Traced(ctx, "none", contextLooks(of)); err != nil {
					b.Fatal(err)
				}
				if _, err := s.TracedCount(ctx, "none", tokens(fmt.Sprintf("home %d", of/40))[0], 100); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkSent is what sending a round writes besides its own rows: forty tokens for the search, without and with
// eleven traces.
func BenchmarkSent(b *testing.B) {
	s, _ := filled(b, 20_000)
	var words []string
	for i := range 40 {
		words = append(words, fmt.Sprint("word ", i))
	}
	for name, n := range map[string]int{"without": 0, "with": 11} {
		b.Run(name, func(b *testing.B) {
			for i := 0; b.Loop(); i++ {
				sub := waiting(noon.Add(time.Duration(i) * time.Second))
				var all []review.Trace
				for k := range n {
					all = append(all, traces("", fmt.Sprint(sub.ID, k))...)
				}
				write(b, s, func(tx review.Tx) error {
					return errors.Join(send(tx, sub), tx.SetTokens(ctx, sub.ID, sub.QueuedAt, tokens(words...)),
						tx.SetTraces(ctx, sub.ID, 1, sub.QueuedAt, all), tx.Log(ctx, entry("submission.submitted", string(sub.ID))))
				})
			}
		})
	}
}
