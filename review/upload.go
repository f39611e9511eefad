package review

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"shinsa/audit"
	"shinsa/imaging"
	"shinsa/seal"
)

// ErrSamePicture is for bytes that were sent before for a side of which a new picture was asked.
var ErrSamePicture = errors.New("review: the same picture as before")

// AddImage checks a picture and puts it at a side of what is being edited, in the place of what stood
// there. What is not acceptable is an *imaging.Refusal; a desk that is too busy to look is ErrBusy.
func (d *Desk) AddImage(ctx context.Context, token, side, fileName string, data []byte) error {
	now := d.now()
	s, err := d.byLink(ctx, d.Store, token, now)
	if err != nil {
		return err
	}
	if !s.StateAt(now).Open() { // asked again inside the transaction; here it spares the decoding
		return &OutOfTurnError{State: s.StateAt(now), Act: ActSubmit}
	}
	if k, ok := d.Kinds.Set().Kind(s.Kind); ok {
		if _, ok := k.Side(side); !ok {
			return fieldError("side", "choose")
		}
	}
	digest := d.Keys.Digest(data)
	if err := d.refuseSame(ctx, s, side, digest); err != nil {
		return err
	}
	picture, err := d.Intake.Accept(ctx, data)
	if err != nil {
		return busy(err)
	}
	img, err := d.storeImage(ctx, s.ID, fileName, digest, data, picture)
	if err != nil {
		return err
	}
	var replaced *Image
	err = d.edited(ctx, token, func(e *edit) error {
		if _, ok := e.kind.Side(side); !ok {
			return fieldError("side", "choose")
		}
		var err error
		if replaced, err = d.takeAway(ctx, e, side); err != nil {
			return err
		}
		if err := e.tx.InsertImage(ctx, img); err != nil {
			return err
		}
		if err := e.tx.PlaceImage(ctx, e.ID, e.round.N, side, img.ID, false); err != nil {
			return err
		}
		return d.log(ctx, e.tx, audit.ImageAdded, e.now, string(e.ID),
			audit.Public("side", side), audit.Committed("image", string(img.ID)),
			audit.Committed("digest", string(digest)), audit.Committed("submission", string(e.ID)))
	})
	if err != nil {
		d.destroyImage(ctx, *img)
		return err
	}
	if replaced != nil {
		d.destroyImage(ctx, *replaced)
	}
	return nil
}

// refuseSame refuses bytes only where a reason asked for a new image of the side.
func (d *Desk) refuseSame(ctx context.Context, s *Submission, side string, digest []byte) error {
	asked, err := d.askedFor(ctx, d.Store, s)
	if err != nil || !slices.Contains(asked.sides, side) {
		return err
	}
	rounds, err := d.Store.Rounds(ctx, s.ID)
	if err != nil {
		return err
	}
	for _, r := range rounds {
		if r.SubmittedAt.IsZero() {
			continue
		}
		images, err := d.Store.Images(ctx, s.ID, r.N)
		if err != nil {
			return err
		}
		for _, i := range images {
			if i.Side == side && bytes.Equal(i.Image.Digest, digest) {
				return ErrSamePicture
			}
		}
	}
	return nil
}

// Sizes in which an image is kept or made.
const (
	SizeThumb   = "thumb"   // for lists: too small to read
	SizePreview = "preview" // for the applicant
	SizeScreen  = "screen"  // for the reviewer, at once
	SizeFull    = "full"    // native pixels, for the reviewer who zooms
)

// storeImage seals the original and its smaller copies and puts them in the blob store, before any row
// tells of them: a crash in between leaves bytes that nobody can find, and the sweep removes them.
func (d *Desk) storeImage(ctx context.Context, s SubmissionID, fileName string, digest, original []byte, p *imaging.Picture) (*Image, error) {
	key, err := d.Keys.NewKey(ctx)
	if err != nil {
		return nil, busy(err)
	}
	img := &Image{
		ID: ImageID(d.NewID()), Submission: s, Key: key, Digest: digest,
		Bytes: len(original), Width: p.Width, Height: p.Height, ScreenWidth: p.ScreenWidth, ScreenHeight: p.ScreenHeight,
		CreatedAt: d.now(),
	}
	if img.Name, err = d.sealText(ctx, key, bindImage(img.ID, "name"), baseName(fileName)); err != nil {
		return nil, err
	}
	if img.Facts, err = d.sealJSON(ctx, key, bindImage(img.ID, "facts"), imageFacts{p.Facts, p.Likeness}); err != nil {
		return nil, err
	}
	for _, part := range []struct {
		name  *string
		size  string
		plain []byte
	}{{&img.Original, "original", original}, {&img.Screen, SizeScreen, p.Screen}, {&img.Preview, SizePreview, p.Preview}, {&img.Thumb, SizeThumb, p.Thumb}} {
		sealed, err := d.Keys.Seal(ctx, key, bindImage(img.ID, part.size), part.plain)
		if err == nil {
			*part.name = d.BlobName()
			err = d.Blobs.Put(ctx, *part.name, sealed)
		}
		if err != nil {
			d.destroyImage(ctx, *img)
			return nil, busy(err)
		}
	}
	return img, nil
}

// baseName keeps the last part of a file name, as a person would recognise it.
func baseName(name string) string {
	name, _ = cleanText(path.Base(strings.ReplaceAll(name, `\`, "/")), 80)
	if name == "." || name == "/" {
		return ""
	}
	return name
}

// destroyImage destroys what nobody will look for any more. Its key goes first: then the bytes are
// unreadable wherever they lie. What fails here is found by the sweep.
func (d *Desk) destroyImage(ctx context.Context, i Image) {
	ctx = context.WithoutCancel(ctx)
	_ = d.Keys.Destroy(ctx, i.Key)
	for _, name := range []string{i.Original, i.Screen, i.Preview, i.Thumb} {
		if name != "" {
			_ = d.Blobs.Delete(ctx, name)
		}
	}
}

// takeAway removes the image at a side of the round being edited. It returns the image when no earlier
// round shows it, to be destroyed after the commit.
func (d *Desk) takeAway(ctx context.Context, e *edit, side string) (*Image, error) {
	images, err := e.tx.Images(ctx, e.ID, e.round.N)
	if err != nil {
		return nil, err
	}
	for _, i := range images {
		if i.Side != side {
			continue
		}
		if err := e.tx.RemoveImage(ctx, e.ID, e.round.N, side); err != nil {
			return nil, err
		}
		if i.Carried {
			return nil, nil
		}
		if err := e.tx.DeleteImage(ctx, i.Image.ID); err != nil {
			return nil, err
		}
		return &i.Image, d.log(ctx, e.tx, audit.ImageDeleted, e.now, string(e.ID),
			audit.Public("side", side), audit.Committed("image", string(i.Image.ID)),
			audit.Committed("submission", string(e.ID)))
	}
	return nil, nil
}

// DeleteImage deletes the image at a side of what is being edited; doing it twice changes nothing.
func (d *Desk) DeleteImage(ctx context.Context, token, side string) error {
	var gone *Image
	err := d.edited(ctx, token, func(e *edit) (err error) {
		if _, ok := e.kind.Side(side); !ok {
			return ErrNotFound
		}
		gone, err = d.takeAway(ctx, e, side)
		return err
	})
	if err == nil && gone != nil {
		d.destroyImage(ctx, *gone)
	}
	return err
}

// LinkImage returns the applicant's own picture of a side, small, as a JPEG, with the rights of the
// link. round is the one to show, or 0 for the latest.
func (d *Desk) LinkImage(ctx context.Context, token, side string, round int) ([]byte, error) {
	now := d.now()
	s, err := d.byLink(ctx, d.Store, token, now)
	if err != nil {
		return nil, err
	}
	var images []RoundImage
	if round < 1 || round > s.Round {
		images, err = d.shownImages(ctx, s, s.Round, now)
	} else {
		images, err = d.Store.Images(ctx, s.ID, round) // as it was sent, also what was asked for anew
	}
	if err != nil {
		return nil, err
	}
	for _, i := range images {
		if i.Side == side && !i.Image.Purged() {
			return d.imagePart(ctx, i.Image, i.Image.Preview, SizePreview)
		}
	}
	return nil, ErrNotFound
}

// imagePart opens one of the stored copies.
func (d *Desk) imagePart(ctx context.Context, i Image, name, size string) ([]byte, error) {
	sealed, err := d.Blobs.Get(ctx, name)
	if errors.Is(err, ErrNotFound) {
		return nil, ErrErased
	} else if err != nil {
		return nil, busy(err)
	}
	plain, err := d.Keys.Open(ctx, i.Key, bindImage(i.ID, size), sealed)
	if err != nil {
		return nil, sealError(err)
	}
	return plain, nil
}

// busy names the errors of parts that cannot serve now, so that callers answer "try again".
func busy(err error) error {
	if errors.Is(err, imaging.ErrBusy) || errors.Is(err, seal.ErrUnavailable) {
		return fmt.Errorf("%w: %w", ErrBusy, err)
	}
	return err
}
