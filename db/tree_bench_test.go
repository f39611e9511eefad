package db_test

import (
	"os"
	"strconv"
	"testing"

	"golang.org/x/mod/sumdb/note"

	"shinsa/audit"
	"shinsa/db"
	"shinsa/db/dbtest"
)

// leavesOfBench is how many leaves the log of a benchmark has: SHINSA_LOG_LEAVES, or few.
func leavesOfBench(b *testing.B) int {
	n, err := strconv.Atoi(os.Getenv("SHINSA_LOG_LEAVES"))
	if err != nil {
		return 20_000
	}
	return n
}

// BenchmarkLog numbers a log, verifies it whole and proves leaves of it, on SQLite. With SHINSA_LOG_LEAVES=1000000
// it is the log of docs/performance.md.
func BenchmarkLog(b *testing.B) {
	leaves := leavesOfBench(b)
	s := dbtest.Open(b, dbtest.SQLite(b), db.Options{})
	key := logKey(b, 'k')
	for first := 0; first < leaves; first += 10_000 {
		acts(b, s, first, min(10_000, leaves-first))
	}
	q := sequencer(s, "one", key)
	q.Batch = 512
	b.Run("number", func(b *testing.B) {
		if b.N > 1 {
			b.Skip("once only")
		}
		b.ReportMetric(float64(numbers(b, q))/b.Elapsed().Seconds(), "leaves/s")
	})
	b.Run("verify", func(b *testing.B) {
		for b.Loop() {
			if found, err := verify(b, s, nil, key); err != nil || found.Leaves != int64(leaves) {
				b.Fatalf("%d leaves: %v", found.Leaves, err)
			}
		}
		b.ReportMetric(float64(leaves)*float64(b.N)/b.Elapsed().Seconds(), "leaves/s")
	})
	b.Run("prove", func(b *testing.B) {
		id := must[[]string](b)(s.Texts(ctx, `SELECT entry_id FROM log_sequence WHERE n = $1`, leaves/2))[0]
		keys := must[note.Verifiers](b)(audit.Verifiers(key.Verifier))
		size := 0
		for b.Loop() {
			p := must[audit.Proof](b)(s.Prove(ctx, id))
			if _, _, err := p.Check(keys); err != nil {
				b.Fatal(err)
			}
			size = len(p.Bytes())
		}
		b.ReportMetric(float64(size), "bytes/file")
	})
}
