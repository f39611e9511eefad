package db_test

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"shinsa/db"
	"shinsa/db/dbtest"
	"shinsa/review"
)

// sizes are how many submissions a benchmark has; a million only where SHINSA_BENCH_MILLION is set,
// because making them takes a while.
func sizes() map[string]int {
	all := map[string]int{"1k": 1_000, "100k": 100_000}
	if os.Getenv("SHINSA_BENCH_MILLION") != "" {
		all["1M"] = 1_000_000
	}
	return all
}

// filled is a SQLite store with n submissions. raw is a plain pool on the same file.
func filled(b testing.TB, n int) (s *db.Store, raw *sql.DB) {
	b.Helper()
	url := dbtest.SQLite(b)
	s = dbtest.Open(b, url, db.Options{Timeout: 5 * time.Minute, Now: func() time.Time { return noon }})
	raw, err := sql.Open("sqlite", "file:"+strings.TrimPrefix(url, "sqlite:")+"?_pragma=busy_timeout(5000)")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { raw.Close() })
	fill(b, s, n)
	return s, raw
}

// fill puts n submissions into an empty store, a tenth of them waiting and most of them decided; each was
// sent a second after the one before it, and the last one just before noon.
func fill(b testing.TB, s *db.Store, n int) {
	b.Helper()
	pad := func(what string, width int) string { return fmt.Sprintf("printf('%%0%dd', %s)", width, what) }
	unhex := func(what string) string { return "unhex(" + what + ")" }
	if s.Dialect() == "postgres" {
		pad = func(what string, width int) string { return fmt.Sprintf("lpad((%s)::text, %d, '0')", what, width) }
		unhex = func(what string) string { return "decode(" + what + ", 'hex')" }
	}
	state := `CASE WHEN i % 10 = 0 THEN 'waiting' WHEN i % 10 = 1 THEN 'rejected' WHEN i % 100 = 2 THEN 'resubmission' ELSE 'approved' END`
	at := fmt.Sprintf("%d - (%d - i) * 1000000", noon.UnixMicro(), n)
	statement := `WITH RECURSIVE n(i) AS (SELECT CAST(0 AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ` + fmt.Sprint(n) + `)
INSERT INTO submissions (id, reference, link_hash, key_id, state, listed, next_state, effective_at, round, kind, lang, sides, findings, version, rank,
created_at, since, queued_at, due_at, claim_id, claim_by, claim_at, claim_until, decision_id, erased_at, ends_at, images_erased_at)
SELECT '01900000-0000-7000-8000-' || ` + pad("i", 12) + `, ` + pad("i", 8) + `, ` + unhex(pad("i", 64)) + `, ` + pad("i", 32) + `, ` + state + `, ` + state + `, '', 0, 1,
CASE i % 3 WHEN 0 THEN 'resident-card' WHEN 1 THEN 'special-permanent-resident-certificate' ELSE 'alien-registration-certificate' END,
'ja', 'front,back', CASE WHEN i % 4 = 0 THEN 'glare' ELSE '' END, 3, 1, ` + at + `, ` + at + `, ` + at + `,
CASE WHEN i % 100 = 2 THEN ` + at + ` + 14 * 86400000000 ELSE 0 END, '', '', 0, 0, '', 0,
CASE WHEN i % 10 = 0 THEN 0 WHEN i % 100 = 2 THEN ` + at + ` + 14 * 86400000000 ELSE ` + at + ` END, CASE WHEN i % 2 = 0 THEN 1 ELSE 0 END FROM n`
	for _, statement := range []string{statement, `INSERT INTO lanes SELECT listed, kind, CASE WHEN listed = 'waiting' THEN lang ELSE '' END, '', 0, count(*) FROM submissions GROUP BY 1, 2, 3`} {
		if err := s.Exec(ctx, statement); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkQueuePage reads what a page of the queue shows: what is to be settled first, 50 rows and the
// counts. BenchmarkBarePage, its measure, reads 50 rows of the same table by an index.
func BenchmarkQueuePage(b *testing.B) {
	for name, n := range sizes() {
		b.Run(name, func(b *testing.B) {
			s, _ := filled(b, n)
			b.ResetTimer()
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					if _, err := s.DueToSettle(ctx, noon, 100); err != nil {
						b.Fatal(err)
					}
					rows, err := s.Queue(ctx, review.QueueQuery{State: review.Waiting, Sort: review.SortOldest, Limit: 50, Now: noon})
					if err != nil || len(rows) != 50 {
						b.Fatal(len(rows), err)
					}
					if _, err := s.Counts(ctx, noon); err != nil {
						b.Fatal(err)
					}
				}
			})
		})
	}
}

func BenchmarkBarePage(b *testing.B) {
	for name, n := range sizes() {
		b.Run(name, func(b *testing.B) {
			_, raw := filled(b, n)
			stmt, err := raw.Prepare(`SELECT id, reference, kind, lang, round, queued_at FROM submissions WHERE listed = $1 ORDER BY rank, queued_at, id LIMIT 50`)
			if err != nil {
				b.Fatal(err)
			}
			b.ResetTimer()
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					rows, err := stmt.QueryContext(context.Background(), "waiting")
					if err != nil {
						b.Fatal(err)
					}
					n := 0
					for ; rows.Next(); n++ {
						var id, reference, kind, lang string
						var round, at int64
						if err := rows.Scan(&id, &reference, &kind, &lang, &round, &at); err != nil {
							b.Fatal(err)
						}
					}
					if n != 50 || rows.Err() != nil {
						b.Fatal(n, rows.Err())
					}
				}
			})
		})
	}
}

// BenchmarkClaim takes the next submission, as 16 people at once do. What was taken is decided and out of
// the queue before long, so a few are held at any time.
func BenchmarkClaim(b *testing.B) {
	for name, n := range map[string]int{"1k": 1_000, "100k": 100_000} {
		b.Run(name, func(b *testing.B) {
			s, _ := filled(b, 10*n) // a tenth of them wait
			var clock atomic.Int64
			b.SetParallelism(16)
			b.ResetTimer()
			b.RunParallel(func(pb *testing.PB) {
				person := newID[review.StaffID]()
				for pb.Next() {
					now := noon.Add(time.Duration(clock.Add(1)) * time.Second)
					err := s.Write(ctx, func(tx review.Tx) error {
						sub, err := tx.Head(ctx, review.HeadQuery{State: review.Waiting, Person: person, Now: now})
						if err != nil {
							return err
						}
						sub.Claim = review.Claim{ID: "claim", By: person, At: now, Until: now.Add(16 * time.Second)}
						if err := tx.SaveSubmission(ctx, sub); err != nil {
							return err
						}
						return tx.Log(ctx, entry("claim.taken", string(sub.ID)))
					})
					if err != nil {
						b.Fatal(err)
					}
				}
			})
		})
	}
}

// BenchmarkDecision runs what a decision does in its transaction. BenchmarkTwoInserts, its measure, makes
// two rows as durably.
func BenchmarkDecision(b *testing.B) {
	s := dbtest.Open(b, dbtest.SQLite(b), db.Options{})
	person := newID[review.StaffID]()
	subs := make([]*review.Submission, 0, b.N)
	for range b.N {
		sub := waiting(noon)
		sub.Claim = review.Claim{ID: "claim", By: person, At: noon, Until: noon.Add(time.Hour)}
		subs = append(subs, sub)
	}
	for i := 0; i < len(subs); i += 500 {
		write(b, s, func(tx review.Tx) error {
			for _, sub := range subs[i:min(i+500, len(subs))] {
				if err := send(tx, sub); err != nil {
					return err
				}
				if err := tx.SaveWorksheet(ctx, &review.Worksheet{Submission: sub.ID, Person: person, Round: 1, Key: "key", Sealed: make([]byte, 500), At: noon}); err != nil {
					return err
				}
			}
			return nil
		})
	}
	b.ResetTimer()
	for _, sub := range subs {
		write(b, s, func(tx review.Tx) error { return decide(tx, sub.ID, person) })
	}
}

// decide does what the desk does, as far as the store is concerned.
func decide(tx review.Tx, id review.SubmissionID, person review.StaffID) error {
	sub, err := tx.LockSubmission(ctx, review.SubmissionKey{ID: id})
	if err != nil {
		return err
	}
	if _, err := tx.IsBarred(ctx, sub.ID, person); err != nil {
		return err
	}
	if _, err := tx.Round(ctx, sub.ID, sub.Round); err != nil {
		return err
	}
	images, err := tx.Images(ctx, sub.ID, sub.Round)
	if err != nil {
		return err
	}
	d := decision(sub, person)
	for _, i := range images {
		d.Images = append(d.Images, review.DecisionImage{Side: i.Side, Image: i.Image.ID, Digest: i.Image.Digest})
	}
	if err := tx.InsertDecision(ctx, d); err != nil {
		return err
	}
	sub.Next, sub.EffectiveAt, sub.Decision, sub.Version = review.Rejected, d.EffectiveAt, d.ID, sub.Version+1
	if err := tx.SaveSubmission(ctx, sub); err != nil {
		return err
	}
	if err := tx.Log(ctx, entry("decision.made", string(sub.ID))); err != nil {
		return err
	}
	return tx.Enqueue(ctx, review.Parcel{ID: newID[string](), Topic: review.TopicOutcome, Submission: sub.ID, Decision: d.ID, CreatedAt: noon, NotBefore: d.EffectiveAt})
}

func BenchmarkTwoInserts(b *testing.B) {
	file := strings.TrimPrefix(dbtest.SQLite(b), "sqlite:")
	raw, err := sql.Open("sqlite", "file:"+file+"?_pragma=busy_timeout(5000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_txlock=immediate")
	if err != nil {
		b.Fatal(err)
	}
	defer raw.Close()
	raw.SetMaxOpenConns(1)
	if _, err := raw.Exec(`CREATE TABLE a (id TEXT PRIMARY KEY, v BLOB); CREATE TABLE b (id TEXT PRIMARY KEY, v BLOB)`); err != nil {
		b.Fatal(err)
	}
	first, err := raw.Prepare(`INSERT INTO a VALUES ($1, $2)`)
	if err != nil {
		b.Fatal(err)
	}
	second, err := raw.Prepare(`INSERT INTO b VALUES ($1, $2)`)
	if err != nil {
		b.Fatal(err)
	}
	v := make([]byte, 500)
	for b.Loop() {
		tx, err := raw.Begin()
		if err != nil {
			b.Fatal(err)
		}
		if _, err := tx.Stmt(first).Exec(newID[string](), v); err != nil {
			b.Fatal(err)
		}
		if _, err := tx.Stmt(second).Exec(newID[string](), v); err != nil {
			b.Fatal(err)
		}
		if err := tx.Commit(); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkSearch looks for words that a tenth and a hundredth of the submissions have, and for a rare
// one beside a common one.
func BenchmarkSearch(b *testing.B) {
	for name, n := range sizes() {
		b.Run(name, func(b *testing.B) {
			s, _ := filled(b, n)
			for _, statement := range []string{
				`INSERT INTO search_tokens SELECT CAST('token of tenth' AS BLOB), queued_at, id FROM submissions WHERE CAST(reference AS INTEGER) * 7919 % 10 = 0`,
				`INSERT INTO search_tokens SELECT CAST('token of another tenth' AS BLOB), queued_at, id FROM submissions WHERE CAST(reference AS INTEGER) * 104729 % 101 < 10`,
				`INSERT INTO search_tokens SELECT CAST('token of hundredth' AS BLOB), queued_at, id FROM submissions WHERE CAST(reference AS INTEGER) * 7907 % 103 = 0`,
				`INSERT INTO search_tokens SELECT CAST('token of another hundredth' AS BLOB), queued_at, id FROM submissions WHERE CAST(reference AS INTEGER) * 7901 % 107 = 0`,
				`INSERT INTO search_tokens SELECT CAST('token of rare' AS BLOB), queued_at, id FROM submissions WHERE CAST(reference AS INTEGER) % 500 = 0 AND CAST(reference AS INTEGER) < 5000`,
				`INSERT INTO search_tokens SELECT CAST('token of never together' AS BLOB), queued_at, id FROM submissions WHERE CAST(reference AS INTEGER) * 7919 % 10 = 1`,
			} {
				if err := s.Exec(ctx, statement); err != nil {
					b.Fatal(err)
				}
			}
			for what, words := range map[string][]review.SearchTerm{
				"common":                   terms([]string{"tenth"}),
				"common and common":        terms([]string{"tenth"}, []string{"another tenth"}),
				"common and less so":       terms([]string{"tenth"}, []string{"hundredth"}),
				"less so and less so":      terms([]string{"another hundredth"}, []string{"hundredth"}),
				"common and rare":          terms([]string{"tenth"}, []string{"rare"}),
				"either common and common": terms([]string{"tenth", "hundredth"}, []string{"another tenth"}),
				"never together":           terms([]string{"tenth"}, []string{"never together"}),
			} {
				b.Run(what, func(b *testing.B) {
					found := 0
					for b.Loop() {
						rows, err := s.Search(ctx, words, 50)
						if err != nil {
							b.Fatal(err)
						}
						found = len(rows)
					}
					b.ReportMetric(float64(found), "found")
				})
			}
		})
	}
}

// BenchmarkOwnDay reads what one of 20 people decided, of ten thousand decisions of a day: the whole day, as
// for the first page, and the last two minutes, as for every other page.
func BenchmarkOwnDay(b *testing.B) {
	const n = 10_000
	s, _ := filled(b, n)
	if err := s.Exec(ctx, `INSERT INTO decisions (id, submission_id, round, stage, outcome, staff_id, kind, kind_version, policy_version, seen_version, lang,
answers, reasons, images, digests, decided_at, effective_at, handling, waiting, key_id)
SELECT id, id, 1, 'first', 'approve', 'person-' || (queued_at / 1000000 % 20), kind, 'v', 'p', 3, lang, '', '', '', '', queued_at, queued_at + 10000000, 48000000, 0, ''
FROM submissions`); err != nil {
		b.Fatal(err)
	}
	for name, from := range map[string]time.Time{"day": noon.Add(-n * time.Second), "since": noon.Add(-2 * time.Minute)} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				handled, err := s.Handled(ctx, "person-1", from, noon, noon)
				if err != nil || len(handled) == 0 {
					b.Fatal(len(handled), err)
				}
			}
		})
	}
}

// BenchmarkDue asks what is due where nothing is, as the server does every minute.
func BenchmarkDue(b *testing.B) {
	for name, n := range sizes() {
		b.Run(name, func(b *testing.B) {
			s, _ := filled(b, n)
			before := noon.Add(-365 * review.Day)
			for b.Loop() {
				for _, state := range []review.State{review.Approved, review.Rejected, review.Withdrawn, review.Expired} {
					if ids, err := s.Ended(ctx, state, before, 100); err != nil || len(ids) != 0 {
						b.Fatal(len(ids), err)
					}
				}
				if ids, err := s.EndedWithImages(ctx, before, 100); err != nil || len(ids) != 0 {
					b.Fatal(len(ids), err)
				}
			}
		})
	}
}

// BenchmarkHead looks for the next submission of a person in a queue of a tenth of the table: in the whole queue, with
// a rule about age on top of it, in the lanes of skills, and with both.
func BenchmarkHead(b *testing.B) {
	for name, n := range sizes() {
		b.Run(name, func(b *testing.B) {
			s, _ := filled(b, n)
			old := review.Order{{Rank: 0, Sent: noon.Add(-time.Duration(n) * time.Second / 2)}, {Rank: -2, Sent: noon.Add(-48 * time.Hour)}}
			lanes := []review.Lane{
				{Kind: "resident-card", Lang: "ja"}, {Kind: "special-permanent-resident-certificate", Lang: "ja"},
				{Kind: "alien-registration-certificate", Lang: "ja"}, {Kind: "resident-card", Lang: "en"},
				{Group: "night", Kind: "resident-card", Lang: "ja"}, {Group: "night", Kind: "alien-registration-certificate", Lang: "ja"},
			}
			for what, q := range map[string]review.HeadQuery{"whole": {}, "ages": {Order: old}, "lanes": {Lanes: lanes}, "lanes and ages": {Lanes: lanes, Order: old}} {
				q.State, q.Person, q.Now = review.Waiting, "person", noon
				b.Run(what, func(b *testing.B) {
					write(b, s, func(tx review.Tx) error {
						for b.Loop() {
							if _, err := tx.Head(ctx, q); err != nil {
								b.Fatal(err)
							}
						}
						return nil
					})
				})
			}
		})
	}
}
