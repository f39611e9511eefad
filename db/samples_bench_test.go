package db_test

import (
	"testing"

	"shinsa/review"
	"shinsa/review/sampling"
)

// BenchmarkSample is what drawing a sample of 500 reads: one pass that counts and gathers; a draw by risk reads once more
// for the medians, and the findings of the rounds. Counting alone is beside it.
func BenchmarkSample(b *testing.B) {
	for name, n := range sizes() {
		if name == "1k" {
			continue
		}
		b.Run(name, func(b *testing.B) {
			s, _ := filled(b, n)
			for _, statement := range []string{
				`INSERT INTO rounds (submission_id, n, kind, kind_version, lang, key_id, fields_sealed, findings, created_at, submitted_at)
SELECT id, 1, kind, 'v1', lang, '', NULL, CASE WHEN findings = '' THEN '' ELSE 'warn:not-past:expires_on' END, created_at, created_at FROM submissions`,
				`INSERT INTO decisions (id, submission_id, round, stage, outcome, staff_id, kind, kind_version, policy_version, seen_version, lang, answers, reasons, images, digests,
decided_at, effective_at, handling, waiting, key_id, answered, in_bulk)
SELECT '0190d' || substr(id, 6), id, 1, 'first', CASE WHEN state = 'rejected' THEN 'reject' ELSE 'approve' END, 'person-' || (version + created_at / 1000000) % 20, kind, 'v1', 'p1', 3, lang,
'{"a":"yes","b":"yes","c":"yes"}', '', '', '', created_at, created_at + 10000000, 1000000 + created_at % 90000000, 1000000, '', 14, created_at / 1000000 % 15 FROM submissions`,
			} {
				if err := s.Exec(ctx, statement); err != nil {
					b.Fatal(err)
				}
			}
			q := review.PopulationQuery{Cutoff: noon}
			count := func() map[string]int {
				counts := map[string]int{}
				if err := s.Population(ctx, q, func(r *review.PopulationRow) { counts[string(r.By)+r.Kind]++ }); err != nil {
					b.Fatal(err)
				}
				return counts
			}
			plan := sampling.Plan(sampling.Sizes(count()), 500)
			b.Run("count", func(b *testing.B) {
				for range b.N {
					count()
				}
			})
			for _, draw := range []struct {
				words    string
				findings bool
				weight   int
			}{{"gather", false, 1}, {"gather-by-risk", true, 5}} {
				b.Run(draw.words, func(b *testing.B) {
					q := q
					q.Findings = draw.findings
					for range b.N {
						g := sampling.NewGather("seed", 500, 200_000)
						if err := s.Population(ctx, q, func(r *review.PopulationRow) { g.Offer(string(r.ID), string(r.By)+r.Kind, draw.weight) }); err != nil {
							b.Fatal(err)
						}
						if got, ok := g.Taken(plan); len(got) != 500 || !ok {
							b.Fatalf("%d are taken", len(got))
						}
					}
				})
			}
		})
	}
}
