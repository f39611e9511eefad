package staff

import (
	"context"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"time"

	"golang.org/x/crypto/argon2"
)

// Cost says how much work one password costs, by Argon2id (RFC 9106).
type Cost struct {
	MemoryKiB uint32
	Passes    uint32
	Lanes     uint8
}

// DefaultCost is the first of the equivalent minimums of OWASP's Password Storage Cheat Sheet as it has
// them for 19 MiB: about 50 ms of a core. It can be raised at any time; a password gets the new cost when
// its owner signs in.
func DefaultCost() Cost { return Cost{MemoryKiB: 19 * 1024, Passes: 2, Lanes: 1} }

// What a stored hash may ask for at most. A row that was tampered with must not take all memory.
const (
	maxMemoryKiB = 256 * 1024
	maxPasses    = 16
	maxLanes     = 16

	saltSize = 16 // bytes; RFC 9106 section 3.1 recommends 16
	keySize  = 32
)

var errHash = errors.New("not an Argon2id hash in PHC form")

var phcEncoding = base64.RawStdEncoding.Strict()

// A phc is a stored password hash, in the form $argon2id$v=19$m=19456,t=2,p=1$salt$key.
// See https://github.com/P-H-C/phc-string-format.
type phc struct {
	cost Cost
	salt []byte
	key  []byte
}

func (p phc) String() string {
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version,
		p.cost.MemoryKiB, p.cost.Passes, p.cost.Lanes, phcEncoding.EncodeToString(p.salt), phcEncoding.EncodeToString(p.key))
}

// parsePHC reads what String writes and nothing else.
func parsePHC(s string) (phc, error) {
	parts := strings.Split(s, "$")
	if len(parts) != 6 || len(s) > 512 {
		return phc{}, errHash
	}
	var p phc
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &p.cost.MemoryKiB, &p.cost.Passes, &p.cost.Lanes); err != nil {
		return phc{}, errHash
	}
	var err1, err2 error
	p.salt, err1 = phcEncoding.DecodeString(parts[4])
	p.key, err2 = phcEncoding.DecodeString(parts[5])
	// Comparing with what would be written refuses a second spelling of any part.
	if err1 != nil || err2 != nil || len(p.salt) < 8 || len(p.key) < 16 || !p.cost.valid() || p.String() != s {
		return phc{}, errHash
	}
	return p, nil
}

func (c Cost) valid() bool {
	return c.Passes >= 1 && c.Passes <= maxPasses && c.Lanes >= 1 && c.Lanes <= maxLanes &&
		c.MemoryKiB >= 8*uint32(c.Lanes) && c.MemoryKiB <= maxMemoryKiB
}

func (c Cost) key(password, salt []byte, size int) []byte {
	return argon2.IDKey(password, salt, c.Passes, c.MemoryKiB, c.Lanes, uint32(size))
}

// A hasher does the password work, of which only so much is done at once: each piece takes the memory
// and a core of its cost, and a crowd of sign-ins must leave both to those who are reviewing.
type hasher struct {
	cost   Cost
	slots  chan struct{}
	wait   time.Duration // how long a sign-in waits for a slot
	random func(int) ([]byte, error)
	// decoy is checked where there is no hash to check, so that a missing account costs the same. Its key
	// is random and not computed, so no password fits it.
	decoy string
}

func newHasher(cost Cost, parallel int, wait time.Duration, random func(int) ([]byte, error)) (*hasher, error) {
	if !cost.valid() || parallel < 1 || wait <= 0 {
		return nil, fmt.Errorf("staff: password work of %+v, %d at once, after %s at most: out of range", cost, parallel, wait)
	}
	b, err := random(saltSize + keySize)
	if err != nil {
		return nil, err
	}
	return &hasher{
		cost: cost, slots: make(chan struct{}, parallel), wait: wait, random: random,
		decoy: phc{cost, b[:saltSize], b[saltSize:]}.String(),
	}, nil
}

// make returns the hash of a password that was checked before.
func (h *hasher) make(ctx context.Context, password string) (string, error) {
	salt, err := h.random(saltSize)
	if err != nil {
		return "", err
	}
	if err := h.acquire(ctx); err != nil {
		return "", err
	}
	defer h.release()
	return phc{h.cost, salt, h.cost.key(passwordBytes(password), salt, keySize)}.String(), nil
}

// check reports whether the password is that of the hash, and whether the hash is of another cost than
// new ones. An empty hash fits no password and takes as long. The comparison takes the same time wherever
// the keys differ.
func (h *hasher) check(ctx context.Context, hash, password string) (ok, stale bool, err error) {
	if hash == "" {
		hash = h.decoy
	}
	p, err := parsePHC(hash)
	if err != nil {
		return false, false, err
	}
	if err := h.acquire(ctx); err != nil {
		return false, false, err
	}
	defer h.release()
	key := p.cost.key(passwordBytes(password), p.salt, len(p.key))
	ok = subtle.ConstantTimeCompare(key, p.key) == 1
	return ok, p.cost != h.cost || len(p.key) != keySize || len(p.salt) != saltSize, nil
}

func (h *hasher) acquire(ctx context.Context) error {
	select {
	case h.slots <- struct{}{}:
		return nil
	default:
	}
	timer := time.NewTimer(h.wait)
	defer timer.Stop()
	select {
	case h.slots <- struct{}{}:
		return nil
	case <-timer.C:
		return ErrBusy
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (h *hasher) release() { <-h.slots }
