package review

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sync/atomic"
	"time"

	"shinsa/audit"
	"shinsa/imaging"
	"shinsa/review/kinds"
	"shinsa/seal"
)

// Desk holds the use-cases. Every way in (pages, command line, demonstration) goes through it, so that
// none can skip the guard, the rules or the log. It is safe for concurrent use.
type Desk struct {
	Parts
	forecasts atomic.Pointer[forecasting]
	used      usedKinds
}

// Parts are what a desk is made of.
type Parts struct {
	Store    Store
	Guard    Guard
	Keys     *seal.Keyring
	Blobs    Blobs
	Erasures Erasures
	Kinds    *kinds.Live
	Words    Words
	Intake   *imaging.Intake
	Recorder *audit.Recorder
	Settings func() Settings
	Now      func() time.Time
	NewID    func() string // UUIDv7
	BlobName func() string // a new random name for a blob
	Random   io.Reader     // of cryptographic quality
}

// Blobs keeps sealed bytes under random names. Put returns when they are durable. Get returns ErrNotFound
// for a name that is not there; all return ErrBusy when the store cannot serve now.
type Blobs interface {
	Put(ctx context.Context, name string, data []byte) error
	Get(ctx context.Context, name string) ([]byte, error)
	Delete(ctx context.Context, name string) error
}

// Words gives the words of a language by id.
type Words interface {
	Text(lang, id string, args ...any) string
	Languages() []string
}

// NewDesk checks that nothing is missing.
func NewDesk(p Parts) (*Desk, error) {
	if p.Random == nil {
		p.Random = rand.Reader
	}
	for name, missing := range map[string]bool{
		"store": p.Store == nil, "guard": p.Guard == nil, "keys": p.Keys == nil, "blobs": p.Blobs == nil, "list of erasures": p.Erasures == nil,
		"kinds": p.Kinds == nil, "words": p.Words == nil, "intake": p.Intake == nil, "recorder": p.Recorder == nil,
		"settings": p.Settings == nil, "clock": p.Now == nil, "ids": p.NewID == nil, "blob names": p.BlobName == nil,
	} {
		if missing {
			return nil, fmt.Errorf("review: a desk needs its %s", name)
		}
	}
	return &Desk{Parts: p}, nil
}

// now is the time of a use-case, in the database's precision.
func (d *Desk) now() time.Time { return d.Now().UTC().Truncate(time.Microsecond) }

// log inserts an entry of the act into the transaction.
func (d *Desk) log(ctx context.Context, tx Tx, act audit.Act, at time.Time, subject string, facts ...audit.Fact) error {
	e, err := d.Recorder.Entry(act, at, subject, facts...)
	if err != nil {
		return fmt.Errorf("review: log: %w", err)
	}
	return tx.Log(ctx, e)
}

// allow asks the guard about a submission as it stands. Before one is read it asks in general, as about
// any waiting submission, so that who may see none learns nothing of which exist.
func (d *Desk) allow(ctx context.Context, a Actor, action Action, s *Submission, now time.Time) error {
	o := Object{State: Waiting}
	if s != nil {
		o = Object{State: s.StateAt(now), Holder: s.Claim.Holder(now)}
	}
	return d.Guard.Allow(ctx, a, action, o)
}

// linkHash is what the store knows of a lookup link's token.
func linkHash(token string) []byte {
	h := sha256.Sum256([]byte(token))
	return h[:]
}

// newToken draws the secret of a lookup link: 192 random bits.
func (d *Desk) newToken() (string, error) {
	var b [24]byte
	if _, err := io.ReadFull(d.Random, b[:]); err != nil {
		return "", fmt.Errorf("review: random: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(b[:]), nil
}

// sealJSON seals a value as JSON.
func (d *Desk) sealJSON(ctx context.Context, key seal.KeyID, ad seal.AD, v any) ([]byte, error) {
	plain, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("review: seal: %w", err)
	}
	return d.Keys.Seal(ctx, key, ad, plain)
}

// openJSON opens what sealJSON sealed.
func (d *Desk) openJSON(ctx context.Context, key seal.KeyID, ad seal.AD, sealed []byte, v any) error {
	plain, err := d.Keys.Open(ctx, key, ad, sealed)
	if err != nil {
		return sealError(err)
	}
	if err := json.Unmarshal(plain, v); err != nil {
		return fmt.Errorf("review: open: %w", err)
	}
	return nil
}

// sealText seals a text; an empty one stays nil.
func (d *Desk) sealText(ctx context.Context, key seal.KeyID, ad seal.AD, text string) ([]byte, error) {
	if text == "" {
		return nil, nil
	}
	return d.Keys.Seal(ctx, key, ad, []byte(text))
}

// openText opens what sealText sealed.
func (d *Desk) openText(ctx context.Context, key seal.KeyID, ad seal.AD, sealed []byte) (string, error) {
	if len(sealed) == 0 {
		return "", nil
	}
	plain, err := d.Keys.Open(ctx, key, ad, sealed)
	if err != nil {
		return "", sealError(err)
	}
	return string(plain), nil
}

// sealError turns a destroyed key into what callers of the desk branch on.
func sealError(err error) error {
	if errors.Is(err, seal.ErrDestroyed) {
		return ErrErased
	}
	return err
}

// What each sealed value is bound to: moving it to another row, round or column makes it unreadable.
func bindSubmission(s SubmissionID, column string) seal.AD {
	return seal.Bind("submission", string(s), column)
}

func bindFields(s SubmissionID, round int) seal.AD {
	return seal.Bind("round", string(s), fmt.Sprint(round), "fields")
}

func bindImage(i ImageID, part string) seal.AD { return seal.Bind("image", string(i), part) }

func bindDecision(id DecisionID, column string) seal.AD {
	return seal.Bind("decision", string(id), column)
}

func bindWorksheet(s SubmissionID, person StaffID, round int) seal.AD {
	return seal.Bind("worksheet", string(s), string(person), fmt.Sprint(round))
}

// CounterKey is the key under which a throttle counts something, such as an address or a link: what was
// counted cannot be read from it.
func (d *Desk) CounterKey(what, of string) []byte { return d.Keys.Token("counter."+what, of) }
