package main

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"shinsa/audit"
	"shinsa/review"
	"shinsa/seal"
)

// leavesEach is how many leaves the log has of one submission, from draft to decision.
const leavesEach = 16

// fillLog writes a log of so many leaves with the rows of which they tell, as a desk at work would, and numbers it at once:
// the sequencer itself would take minutes for a million.
func (s *system) fillLog(ctx context.Context, dir, database string, leaves int, key note.Signer) error {
	recorder := audit.Recorder{NewID: newID, Salt: func() ([]byte, error) { b := make([]byte, audit.SaltSize); _, err := rand.Read(b); return b, err }}
	start := time.Now().UTC().Truncate(time.Microsecond).Add(-100 * 24 * time.Hour)
	const lot = 400
	for first := 0; first < leaves/leavesEach; first += lot {
		err := s.store.Write(ctx, func(tx review.Tx) error {
			for n := first; n < min(first+lot, leaves/leavesEach); n++ {
				if err := fillOne(ctx, tx, &recorder, n, start.Add(time.Duration(n)*100*time.Second)); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	driver, dsn := "sqlite", "file:"+filepath.Join(dir, "shinsa.db")+"?_pragma=busy_timeout(5000)&_pragma=synchronous(OFF)"
	if database != "" {
		driver, dsn = "pgx", database
	}
	pool, err := sql.Open(driver, dsn)
	if err != nil {
		return err
	}
	defer pool.Close()
	pool.SetMaxOpenConns(2)
	return numberAll(ctx, pool, key)
}

// kindSnapshot stands for a kind, and kindVersion names it as a kind is named: by the first digits of its digest.
const kindSnapshot = "a kind"

var kindVersion = func() string {
	sum := sha256.Sum256([]byte(kindSnapshot))
	return hex.EncodeToString(sum[:])[:12]
}()

// fillOne writes a submission that was looked at and decided, with its sixteen leaves.
func fillOne(ctx context.Context, tx review.Tx, recorder *audit.Recorder, n int, at time.Time) error {
	id := review.SubmissionID(newID())
	hash := sha256.Sum256([]byte(id))
	decision := review.DecisionID(newID())
	sub := &review.Submission{
		ID: id, Reference: reference(n), LinkHash: hash[:], Link: hash[:], Key: "none", State: review.Approved, Round: 1, Kind: "resident-card",
		Lang: "ja", Sides: []string{"front", "back"}, Version: 3, Rank: review.RankUsual, CreatedAt: at, Since: at.Add(13*5*time.Second + 10*time.Second), QueuedAt: at, Decision: decision,
	}
	var failed error
	must := func(err error) {
		if failed == nil {
			failed = err
		}
	}
	tell := func(act audit.Act, facts ...audit.Fact) {
		e, err := recorder.Entry(act, at, string(id), facts...)
		must(err)
		if failed == nil {
			must(tx.Log(ctx, e))
		}
		at = at.Add(5 * time.Second)
	}
	own := audit.Committed("submission", string(id))
	person := review.StaffID(fmt.Sprint("person-", n%40))
	must(tx.KeepKind(ctx, sub.Kind, kindVersion, []byte(kindSnapshot), at))
	must(tx.InsertSubmission(ctx, sub))
	must(tx.SaveRound(ctx, &review.Round{Submission: id, N: 1, Kind: sub.Kind, KindVersion: kindVersion, Lang: "ja", Key: seal.KeyID("k" + id), Fields: make([]byte, 600), CreatedAt: at, SubmittedAt: at.Add(4 * 5 * time.Second)}))
	tell(audit.SubmissionDrafted, audit.Public("kind", sub.Kind), own)
	tell(audit.IdentitySaved, own)
	images := []review.ImageID{review.ImageID(newID()), review.ImageID(newID())}
	for k, side := range sub.Sides {
		must(tx.InsertImage(ctx, &review.Image{ID: images[k], Submission: id, Key: "none", Digest: hash[:], Original: "o", Screen: "s", Preview: "p", Thumb: "t",
			Bytes: 400_000, Width: 1600, Height: 1200, ScreenWidth: 1600, ScreenHeight: 1200, CreatedAt: at}))
		must(tx.PlaceImage(ctx, id, 1, side, images[k], false))
		tell(audit.ImageAdded, audit.Public("side", side), audit.Committed("image", string(images[k])), audit.Committed("digest", string(hash[:])), own)
	}
	sent := &review.Round{Submission: id, N: 1, Kind: sub.Kind, KindVersion: kindVersion, Lang: "ja", Fields: make([]byte, 600)}
	tell(audit.SubmissionSubmitted, append(append(review.RoundFacts(sent), review.RoundLaterFacts(sent)...), review.ReachedFact(sub), review.RoundImageFact("front", hash[:]), review.RoundImageFact("back", hash[:]))...)
	tell(audit.MailQueued, audit.Public("topic", "received"), own)
	tell(audit.MailSent, audit.Public("topic", "received"), own)
	claim := newID()
	tell(audit.ClaimTaken, review.ClaimFacts(review.Claim{ID: claim, By: person}, id)...)
	_, err := tx.Opened(ctx, person, id, 1, claim, at)
	must(err)
	tell(audit.SubmissionOpened, review.FieldViewFacts(person, id, 1, claim)...)
	for k, side := range sub.Sides {
		facts := append(review.ImageViewFacts(person, images[k], claim, id), audit.Public("side", side))
		_, err := tx.Fetched(ctx, person, images[k], claim, at)
		must(err)
		tell(audit.ImageFetched, facts...)
		_, err = tx.Viewed(ctx, person, images[k], claim, at)
		must(err)
		tell(audit.ImageViewed, facts...)
	}
	d := &review.Decision{
		ID: decision, Submission: id, Round: 1, Stage: review.StageFirst, Outcome: review.Approve, By: person, Kind: sub.Kind, KindVersion: kindVersion,
		PolicyVersion: "p1", Seen: 3, Lang: "ja", Answers: review.Answers{}, LedTo: review.Approved, DecidedAt: at, EffectiveAt: at.Add(10 * time.Second), Handling: 40 * time.Second, Key: seal.KeyID("k" + id),
		Message: make([]byte, 200), Images: []review.DecisionImage{{Side: "front", Image: images[0], Digest: hash[:]}, {Side: "back", Image: images[1], Digest: hash[:]}},
	}
	for k := range 14 {
		d.Answers[fmt.Sprint("item-", k)] = review.Yes
	}
	must(tx.InsertDecision(ctx, d))
	facts, _ := review.DecisionFacts(d)
	tell(audit.DecisionMade, append(facts, review.DecisionLaterFacts(d)...)...)
	tell(audit.MessageSent, own)
	tell(audit.MailSent, audit.Public("topic", "outcome"), own)
	return failed
}

// numberAll gives every entry its number in the order of time, and writes the tree's hashes with a checkpoint after
// each 512 leaves.
func numberAll(ctx context.Context, pool *sql.DB, key note.Signer) error {
	tx, err := pool.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	for _, statement := range []string{
		`INSERT INTO log_sequence (n, entry_id) SELECT ROW_NUMBER() OVER (ORDER BY at, id) - 1, id FROM log_entries`, `DELETE FROM log_pending`,
	} {
		if _, err := tx.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	// The roots of the complete subtrees, the largest first, are all that the next leaf needs.
	var edge []tlog.Hash
	var hashes []any
	index := int64(0)
	const lot = 4096
	for from := int64(0); ; from += lot {
		leaves, err := leavesFrom(ctx, pool, from, lot)
		if err != nil || len(leaves) == 0 {
			return err
		}
		write, err := pool.BeginTx(ctx, nil)
		if err != nil {
			return err
		}
		for k, leaf := range leaves {
			n := from + int64(k)
			hash := audit.LeafHash(leaf)
			for level := 0; ; level++ {
				hashes = append(hashes, index, append([]byte(nil), hash[:]...))
				index++
				if n>>level&1 == 0 {
					edge = append(edge, hash)
					break
				}
				hash = tlog.NodeHash(edge[len(edge)-1], hash)
				edge = edge[:len(edge)-1]
			}
			if len(hashes) >= 400 || k == len(leaves)-1 {
				if err := insertHashes(ctx, write, hashes); err != nil {
					return err
				}
				hashes = hashes[:0]
			}
			if (n+1)%512 == 0 || len(leaves) < lot && k == len(leaves)-1 {
				root := edge[len(edge)-1]
				for e := len(edge) - 2; e >= 0; e-- {
					root = tlog.NodeHash(edge[e], root)
				}
				signed, err := audit.Checkpoint{Origin: key.Name(), Size: n + 1, Root: root}.Sign(key)
				if err != nil {
					return err
				}
				if _, err := write.ExecContext(ctx, `INSERT INTO log_checkpoints (size, at, note) VALUES ($1, 1, $2)`, n+1, signed); err != nil {
					return err
				}
			}
		}
		if err := write.Commit(); err != nil {
			return err
		}
	}
}

func leavesFrom(ctx context.Context, pool *sql.DB, from, n int64) ([][]byte, error) {
	rows, err := pool.QueryContext(ctx, `SELECT e.leaf FROM log_sequence AS q JOIN log_entries AS e ON e.id = q.entry_id WHERE q.n >= $1 AND q.n < $2 ORDER BY q.n`, from, from+n)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all [][]byte
	for rows.Next() {
		var leaf []byte
		if err := rows.Scan(&leaf); err != nil {
			return nil, err
		}
		all = append(all, leaf)
	}
	return all, rows.Err()
}

func insertHashes(ctx context.Context, tx *sql.Tx, hashes []any) error {
	var places []string
	for k := 1; k <= len(hashes); k += 2 {
		places = append(places, fmt.Sprintf("($%d, $%d)", k, k+1))
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO log_hashes (i, hash) VALUES `+strings.Join(places, ", "), hashes...)
	return err
}
