package review_test

import (
	"bytes"
	"errors"
	"testing"
	"time"

	"shinsa/audit"
	"shinsa/review"
)

// number gives what is in the log its numbers.
func (d *desk) number(key audit.LogKey) {
	d.t.Helper()
	q := audit.Sequencer{Store: d.store, Key: key.Signer, Name: "test", Now: d.now, Term: time.Second, Batch: 100}
	_, err := q.Step(ctx)
	d.must(err)
}

// TestProofsOutliveWhatIsErased: a proof that was taken before the data was erased holds afterwards, the leaf is still in
// the tree at its place, and nothing that is left tells whom it was about.
func TestProofsOutliveWhatIsErased(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, d *desk) {
		key, err := audit.NewLogKey("desk.example/log", bytes.Repeat([]byte("k"), 32))
		d.must(err)
		keys, err := audit.Verifiers(key.Verifier)
		d.must(err)
		p := d.ends(review.Approved)
		d.takesEffect()
		d.number(key)
		records, err := d.store.DecisionList(ctx, review.DecisionQuery{Limit: 10, Now: d.now()})
		d.must(err)
		if len(records) != 1 {
			t.Fatalf("%d decisions", len(records))
		}
		entry, salt, err := d.store.DecisionEntry(ctx, &records[0])
		d.must(err)
		before, err := d.Proof(ctx, supervisor, entry)
		d.must(err)

		d.pass(time.Minute)
		d.must(d.Erase(ctx, p.id))
		d.number(key)

		leaf, head, err := before.Check(keys)
		d.must(err)
		if !leaf.Opens("decision", salt, string(records[0].ID)) {
			t.Error("who kept the salt cannot show any more what the leaf was about")
		}
		if _, _, err := d.store.DecisionEntry(ctx, &records[0]); !errors.Is(err, review.ErrNotFound) {
			t.Errorf("the log still tells what the leaf is about: %v", err)
		}
		after, err := d.Proof(ctx, supervisor, entry)
		d.must(err)
		again, grown, err := after.Check(keys)
		d.must(err)
		if again.ID != leaf.ID || !bytes.Equal(after.Leaf, before.Leaf) || after.Index != before.Index || grown.Size <= head.Size {
			t.Errorf("leaf %s at %d of %d, before %s at %d of %d", again.ID, after.Index, grown.Size, leaf.ID, before.Index, head.Size)
		}
		d.isErased(p, d.now())
	})
}
