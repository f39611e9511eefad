package db

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"strings"

	"shinsa/audit"
	"shinsa/review"
)

// keptKinds are the versions of kinds that are kept as they were: a version is named by the first digits of its digest, and
// decisions name it in their leaves.
func (b bounded) keptKinds(ctx context.Context) (map[[2]string]bool, error) {
	sound := map[[2]string]bool{}
	err := b.q.s.each(ctx, `SELECT kind, version, snapshot FROM kind_versions`, nil, func(r *sql.Rows) error {
		var kind, version string
		var snapshot []byte
		err := r.Scan(&kind, &version, &snapshot)
		sum := sha256.Sum256(snapshot)
		sound[[2]string{kind, version}] = version != "" && strings.HasPrefix(hex.EncodeToString(sum[:]), version)
		return err
	})
	return sound, err
}

// pictures finds decisions that lack the digest of a picture which nobody destroyed.
func (b bounded) pictures(ctx context.Context, all []review.DecisionRecord, rows []audit.Row) error {
	of := map[string][]int{}
	var ids []any
	for i := range all {
		for _, image := range all[i].Images {
			if len(image.Digest) == 0 && !rows[i].Erased {
				if of[string(image.Image)] == nil {
					ids = append(ids, string(image.Image))
				}
				of[string(image.Image)] = append(of[string(image.Image)], i)
			}
		}
	}
	for len(ids) > 0 {
		lot := ids[:min(len(ids), 500)]
		ids = ids[len(lot):]
		gone, err := collect(ctx, b.q, `SELECT id FROM images WHERE purged_at > 0 AND id IN ($1`+placeholders(2, len(lot))+`)`, lot, scanID[review.ImageID])
		if err != nil {
			return err
		}
		for _, id := range gone {
			delete(of, string(id))
		}
	}
	for _, decisions := range of {
		for _, i := range decisions {
			rows[i].Wrong = "digest of a picture"
		}
	}
	return nil
}
