package db

import (
	"context"
	"database/sql"
	"time"

	"shinsa/review"
)

const imageColumns = `i.id, i.submission_id, i.key_id, i.digest, i.original, i.screen, i.preview, i.thumb, i.bytes,
i.width, i.height, i.screen_width, i.screen_height, i.name_sealed, i.facts_sealed, i.created_at, i.purged_at, i.purged_by, i.kept_days`

// imageFields are where a row of imageColumns goes.
func imageFields(i *review.Image) []any {
	return []any{&i.ID, &i.Submission, &i.Key, &i.Digest, &i.Original, &i.Screen, &i.Preview, &i.Thumb, &i.Bytes,
		&i.Width, &i.Height, &i.ScreenWidth, &i.ScreenHeight, &i.Name, &i.Facts, stamp{&i.CreatedAt}, stamp{&i.PurgedAt}, &i.PurgedBy, &i.KeptDays}
}

// Images lists the images of a round by side. See review.Reader.
func (q *queries) Images(ctx context.Context, s review.SubmissionID, round int) ([]review.RoundImage, error) {
	images, err := collect(ctx, q, `SELECT `+imageColumns+`, r.side, r.carried
FROM round_images AS r JOIN images AS i ON i.id = r.image_id
WHERE r.submission_id = $1 AND r.round = $2 ORDER BY r.side`, []any{string(s), round},
		func(r *sql.Rows, to *review.RoundImage) error {
			return r.Scan(append(imageFields(&to.Image), &to.Side, &to.Carried)...)
		})
	return images, q.wrap("images", err)
}

// AllImages lists every image of a submission, oldest first, destroyed ones too. See review.Reader.
func (q *queries) AllImages(ctx context.Context, s review.SubmissionID) ([]review.Image, error) {
	images, err := collect(ctx, q, `SELECT `+imageColumns+` FROM images AS i WHERE i.submission_id = $1 ORDER BY i.created_at, i.id`,
		[]any{string(s)}, func(r *sql.Rows, to *review.Image) error { return r.Scan(imageFields(to)...) })
	return images, q.wrap("all images", err)
}

// InsertImage makes an image's row. See review.Tx.
func (t *tx) InsertImage(ctx context.Context, i *review.Image) error {
	_, err := t.s.exec(ctx, `INSERT INTO images (id, submission_id, key_id, digest, original, screen, preview, thumb, bytes,
width, height, screen_width, screen_height, name_sealed, facts_sealed, created_at, purged_at, purged_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)`,
		string(i.ID), string(i.Submission), string(i.Key), orNull(i.Digest), i.Original, i.Screen, i.Preview, i.Thumb, i.Bytes,
		i.Width, i.Height, i.ScreenWidth, i.ScreenHeight, orNull(i.Name), orNull(i.Facts),
		micros(i.CreatedAt), micros(i.PurgedAt), string(i.PurgedBy))
	return t.wrap("insert image", err)
}

// PlaceImage puts an image in a round. See review.Tx.
func (t *tx) PlaceImage(ctx context.Context, s review.SubmissionID, round int, side string, image review.ImageID, carried bool) error {
	flag := 0
	if carried {
		flag = 1
	}
	_, err := t.s.exec(ctx, `INSERT INTO round_images (submission_id, round, side, image_id, carried) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (submission_id, round, side) DO UPDATE SET image_id = excluded.image_id, carried = excluded.carried`,
		string(s), round, side, string(image), flag)
	return t.wrap("place image", err)
}

// RemoveImage takes the image of a side out of a round; review.ErrNotFound when there is none.
func (t *tx) RemoveImage(ctx context.Context, s review.SubmissionID, round int, side string) error {
	n, err := t.s.exec(ctx, `DELETE FROM round_images WHERE submission_id = $1 AND round = $2 AND side = $3`, string(s), round, side)
	return t.wrap("remove image", missing(n, err))
}

// missing turns a change of no row into ErrNotFound.
func missing(n int64, err error) error {
	if err == nil && n == 0 {
		return review.ErrNotFound
	}
	return err
}

// DeleteImage forgets an image. One that a round still shows is refused by its reference. See review.Tx.
func (t *tx) DeleteImage(ctx context.Context, id review.ImageID) error {
	if err := t.forgetTraces(ctx, id); err != nil {
		return t.wrap("delete image", err)
	}
	n, err := t.s.exec(ctx, `DELETE FROM images WHERE id = $1`, string(id))
	return t.wrap("delete image", missing(n, err))
}

// MarkPurged records that an image was destroyed. Its traces and digests go, too, also those in the decisions
// that were made on it: whoever has the key and a picture could tell that it was this one. See review.Tx.
func (t *tx) MarkPurged(ctx context.Context, e review.Erasure) error {
	n, err := t.s.exec(ctx, `UPDATE images SET digest = NULL, original = '', screen = '', preview = '', thumb = '',
name_sealed = NULL, facts_sealed = NULL, purged_at = $2, purged_by = $3, kept_days = $4 WHERE id = $1`,
		string(e.Image), micros(e.At), string(e.By), e.KeptDays)
	if err := missing(n, err); err != nil {
		return t.wrap("mark purged", err)
	}
	if err := t.forgetTraces(ctx, e.Image); err != nil {
		return t.wrap("mark purged", err)
	}
	return t.wrap("mark purged", t.forgetDigest(ctx, e.Image))
}

// Purges lists the images that somebody purged since a time, newest first. An image that several rounds
// show is listed with the first of them. See review.Reader.
func (q *queries) Purges(ctx context.Context, since time.Time, limit int) ([]review.Purge, error) {
	purges, err := collect(ctx, q, `SELECT s.reference, r.round, r.side, i.purged_by, COALESCE(p.name, ''), i.purged_at
FROM images AS i
JOIN submissions AS s ON s.id = i.submission_id
LEFT JOIN round_images AS r ON r.image_id = i.id AND r.round = (SELECT min(f.round) FROM round_images AS f WHERE f.image_id = i.id)
LEFT JOIN staff AS p ON p.id = i.purged_by
WHERE i.purged_by <> '' AND i.purged_at >= $1 ORDER BY i.purged_at DESC, i.id DESC LIMIT $2`, []any{micros(since), limit},
		func(r *sql.Rows, to *review.Purge) error {
			var round sql.NullInt64
			var side sql.NullString
			err := r.Scan(&to.Reference, &round, &side, &to.By, &to.ByName, stamp{&to.At})
			to.Round, to.Side = int(round.Int64), side.String
			return err
		})
	return purges, q.wrap("purges", err)
}
