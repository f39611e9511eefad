package seal

import (
	"bytes"
	"context"
	"crypto/cipher"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"time"
)

// Options are the settings of a Keyring. The zero value is what a server wants.
type Options struct {
	// CacheSize is how many unwrapped keys are kept in memory at most; 0 means 4096, below 0 none.
	CacheSize int
	// CacheFor is how long one is kept at most, and so how long a key that another process destroyed can
	// still open something here; 0 means 60 seconds.
	CacheFor time.Duration
	Now      func() time.Time // nil means time.Now
	Rand     io.Reader        // nil means crypto/rand; must be safe for concurrent use
}

// A Keyring seals and opens under data keys, and makes tokens and digests. It is safe for concurrent use
// and prints as REDACTED.
type Keyring struct {
	store       KeyStore
	random      io.Reader
	cache       *cache
	wrap, own   func() cipher.AEAD // functions, for the reason given at MasterKey
	fingerprint []byte
	// logSecret is a function for the reason given at MasterKey.
	logSecret func(generation int) []byte
	tokens    *sync.Pool // of hash.Hash, keyed
	digests   *sync.Pool // of hash.Hash, keyed
}

// Open returns the keyring of a master key and a store of keys wrapped by it. It reads nothing; compare
// Fingerprint with the stored one to notice a wrong key.
func Open(master *MasterKey, store KeyStore, opts Options) *Keyring {
	if opts.CacheSize == 0 {
		opts.CacheSize = 4096
	}
	if opts.CacheFor == 0 {
		opts.CacheFor = time.Minute
	}
	if opts.Now == nil {
		opts.Now = time.Now
	}
	if opts.Rand == nil {
		opts.Rand = rand.Reader
	}
	return &Keyring{
		store:       store,
		random:      opts.Rand,
		cache:       newCache(opts.CacheSize, opts.CacheFor, opts.Now),
		wrap:        constant(master.deriveAEAD("wrap")),
		own:         constant(master.deriveAEAD("own")),
		fingerprint: master.fingerprint(),
		logSecret:   func(n int) []byte { return master.derive(fmt.Sprintf("log %d", n), sha256.Size) },
		tokens:      keyedHashes(master.derive("token", sha256.Size)),
		digests:     keyedHashes(master.derive("digest", sha256.Size)),
	}
}

func constant(a cipher.AEAD) func() cipher.AEAD { return func() cipher.AEAD { return a } }

// LogSecret returns the 32 bytes of which the key that signs the log is made. Generations, from 1, never share
// one, so a log's key can be changed without the master key.
func (k *Keyring) LogSecret(generation int) []byte { return k.logSecret(generation) }

// NewKey makes a data key. The key is durable before NewKey returns, so that nothing can be sealed under
// a key that a crash takes away. The error is ErrUnavailable when the store failed.
func (k *Keyring) NewKey(ctx context.Context) (KeyID, error) {
	id, err := k.newKey(ctx)
	if err != nil {
		return "", fmt.Errorf("seal: new key: %w", err)
	}
	return id, nil
}

// NewKeys makes n data keys at once, which takes little longer than one: their waits for the disk
// overlap. On an error it makes none.
func (k *Keyring) NewKeys(ctx context.Context, n int) ([]KeyID, error) {
	ids := make([]KeyID, n)
	errs := make([]error, n)
	var wg sync.WaitGroup
	slots := make(chan struct{}, 16)
	for i := range n {
		slots <- struct{}{}
		wg.Go(func() {
			defer func() { <-slots }()
			ids[i], errs[i] = k.newKey(ctx)
		})
	}
	wg.Wait()
	if err := errors.Join(errs...); err != nil {
		for _, id := range ids {
			if id != "" {
				k.Destroy(context.WithoutCancel(ctx), id) // unused, so one that stays does no harm
			}
		}
		return nil, fmt.Errorf("seal: new keys: %w", err)
	}
	return ids, nil
}

func (k *Keyring) newKey(ctx context.Context) (KeyID, error) {
	id, err := newKeyID(k.random)
	if err != nil {
		return "", err
	}
	key := make([]byte, keySize)
	defer clear(key)
	if _, err := io.ReadFull(k.random, key); err != nil {
		return "", fmt.Errorf("random: %w", err)
	}
	box, err := seal(k.random, k.wrap(), authenticated(nil, "wrap", id, AD{}), key)
	if err != nil {
		return "", err
	}
	_, epoch := k.cache.get(id)
	if err := k.store.Put(ctx, id, append(bytes.Clone(k.fingerprint), box...)); err != nil {
		return "", err
	}
	k.cache.put(id, newAEAD(key), epoch)
	return id, nil
}

// Destroy destroys a data key, durably before it returns: what was sealed under it can never be opened
// again. A key that is not there is no error.
func (k *Keyring) Destroy(ctx context.Context, id KeyID) error {
	k.cache.drop(id)
	err := k.store.Delete(ctx, id)
	// Once more for whoever read the key from the store between the two lines above.
	k.cache.drop(id)
	if err != nil {
		return fmt.Errorf("seal: destroy: %w", err)
	}
	return nil
}

// Seal encrypts plain under a data key and binds it to the key and to ad. The result is Overhead bytes
// longer. The error is ErrDestroyed when the key is gone, ErrWrongMaster, ErrTampered (the wrapped key),
// or ErrUnavailable.
func (k *Keyring) Seal(ctx context.Context, id KeyID, ad AD, plain []byte) ([]byte, error) {
	aead, err := k.key(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("seal: seal: %w", err)
	}
	sealed, err := sealAt(k.random, aead, "data", id, ad, plain)
	if err != nil {
		return nil, fmt.Errorf("seal: seal: %w", err)
	}
	return sealed, nil
}

// Open decrypts what Seal made under the same key for the same place. The error is ErrDestroyed when the
// key is gone, ErrTampered when the bytes do not authenticate for this key and place, ErrWrongMaster, or
// ErrUnavailable.
func (k *Keyring) Open(ctx context.Context, id KeyID, ad AD, sealed []byte) ([]byte, error) {
	aead, err := k.key(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("seal: open: %w", err)
	}
	plain, err := openAt(aead, "data", id, ad, sealed)
	if err != nil {
		return nil, fmt.Errorf("seal: open: %w", err)
	}
	return plain, nil
}

// key returns the unwrapped key, from memory or from the store.
func (k *Keyring) key(ctx context.Context, id KeyID) (cipher.AEAD, error) {
	aead, epoch := k.cache.get(id)
	if aead != nil {
		return aead, nil
	}
	if !id.Valid() {
		return nil, ErrDestroyed
	}
	wrapped, err := k.store.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	box, ok := bytes.CutPrefix(wrapped, k.fingerprint)
	if !ok {
		if len(wrapped) != fingerprintSize+keySize+Overhead {
			return nil, ErrTampered
		}
		return nil, ErrWrongMaster
	}
	key, err := open(k.wrap(), authenticated(nil, "wrap", id, AD{}), box)
	if err != nil {
		return nil, err
	}
	defer clear(key)
	if len(key) != keySize {
		return nil, ErrTampered
	}
	aead = newAEAD(key)
	k.cache.put(id, aead, epoch)
	return aead, nil
}

var errUnbound = errors.New("a value must be bound to its place: use Bind")

func sealAt(random io.Reader, aead cipher.AEAD, purpose string, id KeyID, ad AD, plain []byte) ([]byte, error) {
	if ad == (AD{}) {
		return nil, errUnbound
	}
	var stack [256]byte
	return seal(random, aead, authenticated(stack[:0], purpose, id, ad), plain)
}

func openAt(aead cipher.AEAD, purpose string, id KeyID, ad AD, sealed []byte) ([]byte, error) {
	if ad == (AD{}) {
		return nil, errUnbound
	}
	var stack [256]byte
	return open(aead, authenticated(stack[:0], purpose, id, ad), sealed)
}

// Format implements fmt.Formatter for every verb.
func (k Keyring) Format(s fmt.State, _ rune) { io.WriteString(s, redacted) }

// MarshalText returns REDACTED.
func (k Keyring) MarshalText() ([]byte, error) { return []byte(redacted), nil }

// LogValue returns REDACTED for structured logs.
func (k Keyring) LogValue() slog.Value { return slog.StringValue(redacted) }
