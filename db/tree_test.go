package db_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"shinsa/audit"
	"shinsa/db"
	"shinsa/db/dbtest"
	"shinsa/review"
)

// logKey makes the key of a test's log from one byte.
func logKey(t testing.TB, secret byte) audit.LogKey {
	t.Helper()
	k, err := audit.NewLogKey("desk.example/log", []byte(strings.Repeat(string(rune(secret)), 32)))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// acts lets n acts leave their entries, a second apart from one another.
func acts(t testing.TB, s *db.Store, first, n int) {
	t.Helper()
	r := audit.Recorder{NewID: newID[string], Salt: func() ([]byte, error) { b := make([]byte, audit.SaltSize); _, err := rand.Read(b); return b, err }}
	write(t, s, func(tx review.Tx) error {
		for k := first; k < first+n; k++ {
			e, err := r.Entry(audit.ClaimTaken, noon.Add(time.Duration(k)*time.Second), "submission-1", audit.Committed("staff", fmt.Sprint("staff-", k)))
			if err != nil {
				return err
			}
			if err := tx.Log(ctx, e); err != nil {
				return err
			}
		}
		return nil
	})
}

func sequencer(s *db.Store, name string, key audit.LogKey) *audit.Sequencer {
	return &audit.Sequencer{Store: s, Key: key.Signer, Name: name, Now: func() time.Time { return noon }, Term: 10 * time.Second, Batch: 7}
}

func numbers(t testing.TB, q *audit.Sequencer) int {
	t.Helper()
	return must[int](t)(q.Step(ctx))
}

func verify(t testing.TB, s *db.Store, published []audit.SignedHead, keys ...audit.LogKey) (audit.Verified, error) {
	t.Helper()
	var all []string
	for _, k := range keys {
		all = append(all, k.Verifier)
	}
	verifiers := must[note.Verifiers](t)(audit.Verifiers(all...))
	source := must[audit.LogSource](t)(s.LogSource(ctx))
	return audit.Verification{Source: source, Keys: verifiers, Published: published}.Run(ctx)
}

// TestTheLogGrows: acts leave entries, one process numbers them, and the tree can be verified and proved.
func TestTheLogGrows(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		key := logKey(t, 'k')
		q := sequencer(s, "one", key)
		if n := numbers(t, q); n != 0 {
			t.Errorf("%d entries of an empty log were numbered", n)
		}
		if _, err := s.LogHead(ctx); !errors.Is(err, review.ErrNotFound) {
			t.Errorf("the head of an empty log: %v", err)
		}
		for first, n := range []int{20, 1, 3} {
			acts(t, s, 100*first, n)
			if got := numbers(t, q); got != n {
				t.Errorf("%d numbered, want %d", got, n)
			}
			found, err := verify(t, s, nil, key)
			if err != nil {
				t.Fatalf("after %d more: %v", n, err)
			}
			if found.Head.Size != found.Leaves {
				t.Errorf("%d leaves, and the head is of %d", found.Leaves, found.Head.Size)
			}
		}
		ids := must[[]string](t)(s.Texts(ctx, `SELECT entry_id FROM log_sequence ORDER BY n`))
		byTime := must[[]string](t)(s.Texts(ctx, `SELECT id FROM log_entries ORDER BY at, id`))
		if strings.Join(ids, " ") != strings.Join(byTime, " ") {
			t.Errorf("numbered as %v, want the order of time %v", ids, byTime)
		}
		keys := must[note.Verifiers](t)(audit.Verifiers(key.Verifier))
		for n, id := range ids {
			p := must[audit.Proof](t)(s.Prove(ctx, id))
			again := must[audit.Proof](t)(audit.ParseProof(p.Bytes()))
			leaf, c, err := again.Check(keys)
			if err != nil || leaf.ID != id || again.Index != int64(n) || c.Size != 24 {
				t.Errorf("proof of %d: %v, %+v of %d", n, err, leaf, c.Size)
			}
		}
		if _, err := s.Prove(ctx, "nobody"); !errors.Is(err, review.ErrNotFound) {
			t.Errorf("a proof of nothing: %v", err)
		}
	})
}

// TestOneNumbersAtATime: who has no lease waits, and who lost it writes nothing, however late he comes back.
func TestOneNumbersAtATime(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		key := logKey(t, 'k')
		one, two := sequencer(s, "one", key), sequencer(s, "two", key)
		acts(t, s, 0, 2)
		if n := numbers(t, one); n != 2 {
			t.Fatalf("%d numbered", n)
		}
		acts(t, s, 10, 2)
		if n := numbers(t, two); n != 0 {
			t.Errorf("another numbered %d while one leads", n)
		}
		stalled := must[int64](t)(s.Lead(ctx, "one", noon, time.Second))
		two.Now = func() time.Time { return noon.Add(time.Minute) }
		if n := numbers(t, two); n != 2 {
			t.Errorf("%d numbered by the one who took over, want 2", n)
		}
		acts(t, s, 20, 2)
		if _, err := s.Grow(ctx, stalled, 9, nil); !errors.Is(err, audit.ErrFenced) {
			t.Errorf("one that comes back late: %v, want ErrFenced", err)
		}
		if _, err := verify(t, s, nil, key); err != nil {
			t.Error(err)
		}
	})
}

// TestManyNumberTogether: several processes that all believe to lead never fork the tree.
func TestManyNumberTogether(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		key := logKey(t, 'k')
		var all sync.WaitGroup
		for p := range 4 {
			all.Go(func() {
				for k := range 6 {
					acts(t, s, 100*p+k, 3)
					q := sequencer(s, fmt.Sprint("process ", p), key)
					// Each finds the lease of the others over.
					q.Now = func() time.Time { return noon.Add(time.Duration(k*4+p) * time.Minute) }
					if _, err := q.Step(ctx); err != nil {
						t.Error(err)
					}
				}
			})
		}
		all.Wait()
		last := sequencer(s, "last", key)
		last.Now = func() time.Time { return noon.Add(time.Hour) }
		numbers(t, last)
		found, err := verify(t, s, nil, key)
		if err != nil || found.Leaves != 72 {
			t.Errorf("%d leaves: %v", found.Leaves, err)
		}
	})
}

// TestABadAdministrator does to the stored log whatever somebody can who may write the database, and in the end
// even has the key. Each is found, with the first leaf that is wrong.
func TestABadAdministrator(t *testing.T) {
	t.Parallel()
	const leaves = 20
	id := func(n int) string { return fmt.Sprintf(`(SELECT entry_id FROM log_sequence WHERE n = %d)`, n) }
	key, stolen := logKey(t, 'k'), logKey(t, 'x')
	cutFrom := func(n int) []string {
		return []string{
			fmt.Sprintf(`DELETE FROM log_sequence WHERE n >= %d`, n), fmt.Sprintf(`DELETE FROM log_hashes WHERE i >= %d`, audit.HashIndex(int64(n))),
			fmt.Sprintf(`DELETE FROM log_checkpoints WHERE size > %d`, n),
		}
	}
	anew := cutFrom(0)
	for _, c := range []struct {
		name    string
		do      []string
		rebuilt *audit.LogKey // numbers everything again, and signs with this key
		leaf    int64         // the first that is named; -1 for none
		words   string
		// copies says that it is found only by copies of checkpoints that were kept elsewhere.
		copies bool
	}{
		{name: "changes a leaf", do: []string{`UPDATE log_entries SET leaf = (SELECT leaf FROM log_entries WHERE id = ` + id(6) + `) WHERE id = ` + id(5)}, leaf: 5, words: "not those that were hashed"},
		{name: "changes the time of an entry", do: []string{`UPDATE log_entries SET at = at + 1 WHERE id = ` + id(5)}, leaf: 5, words: "columns"},
		{name: "changes the act of an entry", do: []string{`UPDATE log_entries SET act = 'decision.made' WHERE id = ` + id(5)}, leaf: 5, words: "columns"},
		{name: "deletes an entry", do: []string{`DELETE FROM log_entries WHERE id = ` + id(5)}, leaf: 5, words: "gone"},
		{name: "deletes a number", do: []string{`DELETE FROM log_sequence WHERE n = 5`}, leaf: 5, words: "no leaf of this number"},
		{name: "deletes an entry and its number", do: []string{`DELETE FROM log_entries WHERE id = ` + id(5), `DELETE FROM log_sequence WHERE n = 5`}, leaf: 5, words: "no leaf of this number"},
		{name: "changes the order", do: []string{
			`UPDATE log_sequence SET entry_id = 'kept-5' WHERE n = 5`, `UPDATE log_sequence SET n = 99 WHERE n = 6`, `UPDATE log_sequence SET n = 6 WHERE n = 5`, `UPDATE log_sequence SET n = 5 WHERE n = 99`,
		}, leaf: 5, words: "not those that were hashed"},
		{name: "puts an entry in beside the log", do: []string{`INSERT INTO log_entries (id, at, act, leaf, subject, salt) SELECT 'new', at, act, leaf, '', NULL FROM log_entries WHERE id = ` + id(5)}, leaf: -1, words: "entry new"},
		{name: "puts an entry in at the end", do: []string{
			`INSERT INTO log_entries (id, at, act, leaf, subject, salt) SELECT 'new', at, act, leaf, '', NULL FROM log_entries WHERE id = ` + id(5), `INSERT INTO log_sequence (n, entry_id) VALUES (20, 'new')`,
		}, leaf: 20, words: "is gone"},
		{name: "changes a hash", do: []string{`UPDATE log_hashes SET hash = (SELECT hash FROM log_hashes WHERE i = 0) WHERE i = ` + fmt.Sprint(audit.HashIndex(5))}, leaf: 5, words: "not those that were hashed"},
		{name: "changes an inner hash", do: []string{`UPDATE log_hashes SET hash = (SELECT hash FROM log_hashes WHERE i = 0) WHERE i = ` + fmt.Sprint(audit.HashIndex(5)+1)}, leaf: 5, words: "of the tree that ends with it"},
		{name: "deletes a hash", do: []string{`DELETE FROM log_hashes WHERE i = ` + fmt.Sprint(audit.HashIndex(5)+1)}, leaf: 5, words: "is gone"},
		{name: "damages a checkpoint", do: []string{`UPDATE log_checkpoints SET note = (SELECT leaf FROM log_entries WHERE id = ` + id(5) + `) WHERE size = 14`}, leaf: 13, words: "malformed note"},
		{name: "moves a checkpoint", do: []string{`UPDATE log_checkpoints SET note = (SELECT note FROM log_checkpoints WHERE size = 7) WHERE size = 14`}, leaf: 13, words: "says 7"},
		{name: "deletes the newest checkpoint", do: []string{`DELETE FROM log_checkpoints WHERE size = 20`}, leaf: 14, words: "newest checkpoint is of 14"},
		{name: "cuts the last leaves off", do: []string{`DELETE FROM log_sequence WHERE n >= 15`}, leaf: 15, words: "cut off"},
		{name: "cuts them off with their hashes", do: cutFrom(15)[:2], leaf: 15, words: "cut off"},
		{name: "puts an older copy back", do: append([]string{`DELETE FROM log_entries WHERE id IN (SELECT entry_id FROM log_sequence WHERE n >= 14)`}, cutFrom(14)...), leaf: 14, words: "older copy", copies: true},
		{name: "writes the log anew, with a key of his own", do: anew, rebuilt: &stolen, leaf: 6, words: "that key was not given"},
		{name: "writes the log anew, with the key", do: append([]string{`DELETE FROM log_entries WHERE id = ` + id(3)}, anew...), rebuilt: &key, leaf: 6, words: "another tree", copies: true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			dbtest.Each(t, func(t *testing.T, s *db.Store) {
				acts(t, s, 0, leaves)
				numbers(t, sequencer(s, "one", key))
				published := heads(t, s)
				unguard(t, s)
				// In "changes the order" the entry of 5 is remembered by its place alone.
				fifth := must[[]string](t)(s.Texts(ctx, `SELECT entry_id FROM log_sequence WHERE n = 5`))[0]
				for _, statement := range c.do {
					if err := s.Exec(ctx, strings.ReplaceAll(statement, "kept-5", fifth)); err != nil {
						t.Fatalf("%s: %v", statement, err)
					}
				}
				if c.rebuilt != nil {
					if err := s.Exec(ctx, `INSERT INTO log_pending (entry_id) SELECT id FROM log_entries`); err != nil {
						t.Fatal(err)
					}
					numbers(t, sequencer(s, "one", *c.rebuilt))
				}
				if _, err := verify(t, s, nil, key); c.copies && err != nil {
					t.Errorf("it is found without copies: %v; say so in the table", err)
				}
				if !c.copies {
					published = nil
				}
				_, err := verify(t, s, published, key)
				var d *audit.Difference
				if !errors.As(err, &d) || d.Leaf != c.leaf || !strings.Contains(d.Error(), c.words) {
					t.Errorf("found %v, want leaf %d and %q", err, c.leaf, c.words)
				}
			})
		})
	}
}

// heads copies every checkpoint, as one who keeps them elsewhere.
func heads(t testing.TB, s *db.Store) []audit.SignedHead {
	t.Helper()
	source := must[audit.LogSource](t)(s.LogSource(ctx))
	return must[[]audit.SignedHead](t)(source.Heads(ctx, 1, 1000))
}

// unguard takes away what keeps mistakes in the code off the log; an administrator can.
func unguard(t testing.TB, s *db.Store) {
	t.Helper()
	statements := []string{}
	for _, table := range []string{"log_entries", "log_sequence", "log_hashes", "log_checkpoints"} {
		if s.Dialect() == "postgres" {
			statements = append(statements, `ALTER TABLE `+table+` DISABLE TRIGGER USER`)
			continue
		}
		for _, name := range must[[]string](t)(s.Texts(ctx, `SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = $1`, table)) {
			statements = append(statements, `DROP TRIGGER `+name)
		}
	}
	for _, statement := range statements {
		if err := s.Exec(ctx, statement); err != nil {
			t.Fatal(err)
		}
	}
}

// TestTheTreeIsGuarded: not even a mistake in the code changes what is in the tree.
func TestTheTreeIsGuarded(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		acts(t, s, 0, 3)
		numbers(t, sequencer(s, "one", logKey(t, 'k')))
		for _, statement := range []string{
			`UPDATE log_sequence SET n = n + 100`, `DELETE FROM log_sequence`, `UPDATE log_hashes SET i = i + 100`, `DELETE FROM log_hashes`,
			`UPDATE log_checkpoints SET size = size + 1`, `DELETE FROM log_checkpoints`,
		} {
			if err := s.Exec(ctx, statement); err == nil || !strings.Contains(err.Error(), "immutable") {
				t.Errorf("%s: %v", statement, err)
			}
		}
	})
}

// TestAStepThatFailsLeavesNothing: what fails in the middle leaves nothing, and the next step does it.
func TestAStepThatFailsLeavesNothing(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		key := logKey(t, 'k')
		acts(t, s, 0, 5)
		broken := sequencer(s, "one", key)
		broken.Key = refuses{key.Signer}
		if n, err := broken.Step(ctx); err == nil || n != 0 {
			t.Errorf("%d numbered without a signature: %v", n, err)
		}
		for _, table := range []string{"log_sequence", "log_hashes", "log_checkpoints"} {
			if left := must[[]string](t)(s.Texts(ctx, `SELECT count(*) FROM `+table)); left[0] != "0" {
				t.Errorf("%s rows are left in %s", left[0], table)
			}
		}
		if n := numbers(t, sequencer(s, "one", key)); n != 5 {
			t.Errorf("then %d, want 5", n)
		}
	})
}

type refuses struct{ note.Signer }

func (refuses) Sign([]byte) ([]byte, error) { return nil, context.DeadlineExceeded }

// TestNumberingReadsWhatWaitsAlone: a step must not cost more in a long log than in a short one.
func TestNumberingReadsWhatWaitsAlone(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		acts(t, s, 0, 3000)
		q := sequencer(s, "one", logKey(t, 'k'))
		q.Batch = 512
		numbers(t, q)
		acts(t, s, 3000, 5)
		if s.Dialect() == "postgres" {
			for _, table := range []string{"log_entries", "log_pending"} {
				if err := s.Exec(ctx, `ANALYZE `+table); err != nil {
					t.Fatal(err)
				}
			}
		}
		for _, plan := range must[[]string](t)(s.PendingPlan(ctx)) {
			for _, bad := range []string{"SCAN e", "Seq Scan on log_entries"} {
				if strings.Contains(plan, bad) {
					t.Errorf("it reads every entry:\n%s", plan)
				}
			}
		}
		if n := numbers(t, q); n != 5 {
			t.Errorf("%d numbered, want 5", n)
		}
	})
}
