package db_test

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"shinsa/db"
	"shinsa/db/dbtest"
	"shinsa/review"
)

// TestPlans holds the queries that pages wait for to their indexes: what they cost must not grow with the
// table. A plan that sorts, or reads a table from end to end, is a mistake in the query or the schema.
func TestPlans(t *testing.T) {
	t.Parallel()
	dbtest.EachWith(t, db.Options{Timeout: 10 * time.Minute}, func(t *testing.T, s *db.Store) {
		n := 20_000
		if os.Getenv("SHINSA_BENCH_MILLION") != "" {
			n = 1_000_000
		}
		seconds := func(n int) time.Duration { return time.Duration(n) * time.Second }
		fill(t, s, n)
		if s.Dialect() == "postgres" {
			if err := s.Exec(ctx, `ANALYZE submissions`); err != nil {
				t.Fatal(err)
			}
		}
		middle := &review.QueueCursor{Class: 1, QueuedAt: noon.Add(-seconds(n / 2)), ID: review.SubmissionID(fmt.Sprintf("01900000-0000-7000-8000-%012d", n/2))}
		old := review.Order{{Rank: 0, Sent: noon.Add(-seconds(n / 3))}, {Rank: -3, Sent: noon.Add(-seconds(2 * n))}}
		due := review.Order{{Rank: review.RankDue, Sent: noon.Add(-seconds(n / 3)), Kinds: map[string]time.Time{"resident-card": noon.Add(-seconds(n / 4))}}}
		lanes := []review.Lane{{Kind: "resident-card", Lang: "ja"}, {Kind: "special-permanent-resident-certificate", Lang: "ja"}}
		queue := func(state review.State, kind string, sort review.Sort, after *review.QueueCursor) func(review.Tx) error {
			return func(tx review.Tx) error {
				rows, err := tx.Queue(ctx, review.QueueQuery{State: state, Kind: kind, Sort: sort, After: after, Limit: 50, Now: noon})
				if state != review.Expired && len(rows) != 50 {
					t.Errorf("%s %s %s: %d rows", state, kind, sort, len(rows))
				}
				return err
			}
		}
		for _, c := range []struct {
			what, index string
			few         bool // there are few such rows at any time: sorting them is fine, as is another index
			f           func(review.Tx) error
		}{
			{"queue", "submissions_queue", false, queue(review.Waiting, "", review.SortOldest, nil)},
			{"queue, next page", "submissions_queue", false, queue(review.Waiting, "", review.SortOldest, middle)},
			{"queue, newest", "submissions_queue", false, queue(review.Waiting, "", review.SortNewest, nil)},
			{"queue, newest, next page", "submissions_queue", false, queue(review.Waiting, "", review.SortNewest, middle)},
			{"approved, newest, next page", "submissions_queue", false, queue(review.Approved, "", review.SortNewest, middle)},
			{"resubmission", "submissions_queue", false, queue(review.Resubmission, "", review.SortOldest, nil)},
			{"expired", "submissions_queue", true, queue(review.Expired, "", review.SortOldest, nil)},
			{"a kind", "submissions_queue_kind", false, queue(review.Waiting, "resident-card", review.SortOldest, nil)},
			{"a kind, next page", "submissions_queue_kind", false, queue(review.Waiting, "resident-card", review.SortOldest, middle)},
			{"a kind, newest, next page", "submissions_queue_kind", false, queue(review.Waiting, "resident-card", review.SortNewest, middle)},
			{"head", "submissions_queue", false, func(tx review.Tx) error {
				_, err := tx.Head(ctx, review.HeadQuery{State: review.Waiting, Person: "person", Now: noon})
				return err
			}},
			{"first kept", "submissions_kept", true, func(tx review.Tx) error {
				_, err := tx.FirstKept(ctx, "person", noon)
				if errors.Is(err, review.ErrNotFound) {
					err = nil
				}
				return err
			}},
			{"kept", "submissions_kept", true, func(tx review.Tx) error {
				_, err := tx.Kept(ctx, "", noon)
				return err
			}},
			{"head of old ones", "submissions_queue", false, func(tx review.Tx) error {
				_, err := tx.Head(ctx, review.HeadQuery{State: review.Waiting, Person: "person", Now: noon, Order: old})
				return err
			}},
			{"head of lanes", "submissions_lane", false, func(tx review.Tx) error {
				_, err := tx.Head(ctx, review.HeadQuery{State: review.Waiting, Person: "person", Now: noon, Lanes: lanes})
				return err
			}},
			{"head of a lane that is empty", "submissions_lane", false, func(tx review.Tx) error {
				_, err := tx.Head(ctx, review.HeadQuery{State: review.Waiting, Person: "person", Now: noon, Lanes: []review.Lane{{Kind: "resident-card", Lang: "vi"}}})
				if !errors.Is(err, review.ErrNotFound) {
					t.Errorf("head of an empty lane: %v", err)
				}
				return nil
			}},
			{"head of old ones in lanes", "submissions_lane", false, func(tx review.Tx) error {
				_, err := tx.Head(ctx, review.HeadQuery{State: review.Waiting, Person: "person", Now: noon, Lanes: lanes, Order: old})
				return err
			}},
			{"queue with ages", "submissions_queue", false, func(tx review.Tx) error {
				rows, err := tx.Queue(ctx, review.QueueQuery{State: review.Waiting, Sort: review.SortOldest, Order: old, After: middle, Limit: 50, Now: noon})
				if len(rows) != 50 {
					t.Errorf("queue with ages: %d rows", len(rows))
				}
				return err
			}},
			{"queue with what is at risk by kind", "submissions_queue_kind", false, func(tx review.Tx) error {
				rows, err := tx.Queue(ctx, review.QueueQuery{State: review.Waiting, Sort: review.SortOldest, Order: due, After: middle, Limit: 50, Now: noon})
				if len(rows) != 50 {
					t.Errorf("queue with what is at risk: %d rows", len(rows))
				}
				return err
			}},
			{"head of what is at risk by kind", "submissions_queue_kind", false, func(tx review.Tx) error {
				_, err := tx.Head(ctx, review.HeadQuery{State: review.Waiting, Person: "person", Now: noon, Order: due})
				return err
			}},
			{"head of what is at risk by kind in lanes", "submissions_lane", false, func(tx review.Tx) error {
				_, err := tx.Head(ctx, review.HeadQuery{State: review.Waiting, Person: "person", Now: noon, Order: due, Lanes: lanes})
				return err
			}},
			{"ahead, with what is at risk by kind", "submissions_queue_kind", false, func(tx review.Tx) error {
				_, err := tx.Ahead(ctx, &review.Submission{Kind: "resident-card", Rank: 1, QueuedAt: middle.QueuedAt, ID: middle.ID}, due, 100)
				return err
			}},
			{"queue by due", "submissions_answer", false, func(tx review.Tx) error {
				_, err := tx.Queue(ctx, review.QueueQuery{State: review.Waiting, Sort: review.SortDue, After: middle, Limit: 50, Now: noon})
				return err
			}},
			{"at risk", "submissions_answer", false, func(tx review.Tx) error {
				_, err := tx.AtRisk(ctx, noon, 1000)
				return err
			}},
			{"to settle", "submissions_pending", true, func(tx review.Tx) error {
				_, err := tx.DueToSettle(ctx, noon, 100)
				return err
			}},
			{"to erase", "submissions_due", true, func(tx review.Tx) error {
				_, err := tx.DueToErase(ctx, noon, 100)
				return err
			}},
			{"ended", "submissions_ended", false, func(tx review.Tx) error {
				_, err := tx.Ended(ctx, review.Approved, noon, 100)
				return err
			}},
			{"expired and over", "submissions_ended", false, func(tx review.Tx) error {
				_, err := tx.Ended(ctx, review.Expired, noon.Add(15*24*time.Hour), 100)
				return err
			}},
			{"ended with images", "submissions_ended_images", false, func(tx review.Tx) error {
				_, err := tx.EndedWithImages(ctx, noon, 100)
				return err
			}},
			{"told as purged", "images_purged_by", true, func(tx review.Tx) error {
				_, err := tx.Purges(ctx, noon, 50)
				return err
			}},
			{"to destroy", "destructions", true, func(tx review.Tx) error {
				_, err := tx.Destructions(ctx, "", 100)
				return err
			}},
			{"held", "submissions_claimed", true, func(tx review.Tx) error {
				_, err := tx.Held(ctx, "person", noon)
				return err
			}},
			{"what changed", "submissions_changed", true, func(tx review.Tx) error {
				_, err := tx.Changed(ctx, noon.Add(200*365*24*time.Hour), noon.Add(201*365*24*time.Hour), 100)
				return err
			}},
			{"rows by id", "submissions_pkey", true, func(tx review.Tx) error {
				_, err := tx.Rows(ctx, []review.SubmissionID{"a", "b"}, noon)
				return err
			}},
			{"ahead", "submissions_queue", false, func(tx review.Tx) error {
				_, err := tx.Ahead(ctx, &review.Submission{Rank: 1, QueuedAt: middle.QueuedAt, ID: middle.ID}, old, 100)
				return err
			}},
		} {
			plans, err := s.Plans(ctx, c.f)
			if err != nil {
				t.Errorf("%s: %v", c.what, err)
				continue
			}
			for _, plan := range plans {
				if strings.Contains(plan, "lanes") && !strings.Contains(plan, " submissions") && !strings.Contains(plan, " s USING") {
					continue // the table of counts has a row a lane, however many submissions there are
				}
				used := strings.Contains(plan, "INDEX "+c.index+" ") || strings.Contains(plan, " using "+c.index+" ") || c.few
				stepping := strings.Contains(plan, "Recursive Union") || strings.Contains(plan, "RECURSIVE STEP") // along the ranks
				used = used || stepping && strings.Contains(plan, "submissions_queue")
				bad := ""
				for _, word := range []string{"SCAN s\n", "SCAN submissions\n", "Seq Scan on submissions"} {
					if strings.Contains(plan, word) {
						bad = word
					}
				}
				for _, word := range []string{"TEMP B-TREE", "Sort Key"} {
					if strings.Contains(plan, word) && !c.few {
						bad = word
					}
				}
				if !used || bad != "" {
					t.Errorf("%s: the plan does not walk %s, or has %q in it:\n%s", c.what, c.index, bad, plan)
				}
			}
		}
	})
}
