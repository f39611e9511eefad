package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/google/uuid"

	"shinsa/audit"
	"shinsa/blob"
	"shinsa/db"
	"shinsa/imaging"
	"shinsa/policy"
	"shinsa/review"
	"shinsa/review/kinds"
	"shinsa/seal"
	"shinsa/staff"
	"shinsa/training"
	"shinsa/views/words"
)

// storeFlags say where everything lies. What is not given is found beside the data folder.
type storeFlags struct {
	Data     string `help:"Folder of the database and the images." type:"path" default:"shinsa-data"`
	Database string `help:"sqlite:FILE or postgres://…; sqlite:DATA/shinsa.db by default."`
	Blobs    string `help:"file:DIR or s3://BUCKET?endpoint=…; file:DATA/blobs by default."`
	Keys     string `help:"Folder of the wrapped keys, apart from database and images; DATA.keys by default." type:"path"`
	KeyFile  string `help:"File of the master key; DATA.key by default." type:"path"`
	KindsDir string `help:"Folder of the operator's own kinds and words." type:"path"`
	// LapsedInquiry adds the kinds' item for it.
	LapsedInquiry bool `help:"Have reviewers ask the authority whether a card's number has lapsed."`
	MaxUpload     int  `help:"Largest picture that is accepted, in MB, from 1 to 20." default:"10"`
}

// limits are those of pictures.
func (f storeFlags) limits() (imaging.Limits, error) {
	l := imaging.DefaultLimits()
	if f.MaxUpload < 0 || f.MaxUpload > 20 {
		return l, usageError{errors.New("--max-upload must be from 1 to 20 MB")}
	}
	if f.MaxUpload > 0 { // none was given where there are no flags
		l.MaxBytes = f.MaxUpload * 1_000_000
	}
	return l, nil
}

// kindSettings names the settings that are on and on which items of the kinds depend.
func (f storeFlags) kindSettings() (on []string) {
	if f.LapsedInquiry {
		on = append(on, kinds.LapsedInquiry)
	}
	return on
}

func (f storeFlags) databaseURL() string {
	if f.Database != "" {
		return f.Database
	}
	return "sqlite:" + filepath.Join(f.Data, "shinsa.db")
}

func (f storeFlags) blobsURL() string {
	if f.Blobs != "" {
		return f.Blobs
	}
	return "file:" + filepath.Join(f.Data, "blobs")
}

func (f storeFlags) keysDir() string {
	if f.Keys != "" {
		return f.Keys
	}
	return f.Data + ".keys"
}

func (f storeFlags) keyFile() string {
	if f.KeyFile != "" {
		return f.KeyFile
	}
	return f.Data + ".key"
}

// parts is everything that commands work with.
type parts struct {
	flags     storeFlags
	store     *db.Store
	blobs     blob.Store
	keyStore  *seal.FileKeys
	keys      *seal.Keyring
	words     *words.Catalogue
	kinds     *kinds.Live
	guard     policy.DeskGuard
	recorder  *audit.Recorder
	desk      *review.Desk
	staff     *staff.Service
	training  *training.Room
	intake    *imaging.Intake
	maxUpload int // bytes
}

// Names of the store's marks.
const (
	markDemo   = "demo"       // "1" for a demonstration's store
	markMaster = "master-key" // fingerprint of the master key that it is sealed under
	// markRetention holds the periods of retention with which a server was last started.
	markRetention = db.RetentionMark
)

// openOptions say how a store is opened.
type openOptions struct {
	// create makes what is not there yet: the data folder, the database and, for a store that has never
	// held anything, the master key. Without it a mistyped folder is an error and not a new store.
	create bool
	// check refuses a store before its keys are asked for.
	check       func(context.Context, *parts) error
	settings    func() review.Settings
	staff       func() staff.Settings
	now         func() time.Time
	erasures    review.Erasures // the list beside the data by default
	credentials blob.Credentials
}

// open opens the store and everything on top of it. A wrong setting, key or file is a usageError.
func open(ctx context.Context, f storeFlags, o openOptions) (p *parts, err error) {
	p = &parts{flags: f}
	defer func() {
		if err != nil {
			p.close()
			p = nil
		}
	}()
	if o.now == nil {
		o.now = time.Now
	}
	if o.erasures == nil {
		o.erasures = f.erasures()
	}
	if o.settings == nil {
		o.settings = review.DefaultSettings
	}
	if p.words, p.kinds, err = loadKinds(f.KindsDir, f.kindSettings()...); err != nil {
		return p, usageError{err}
	}
	if err := f.prepare(o.create); err != nil {
		return p, err
	}
	guard, err := policy.New()
	if err != nil {
		return p, usageError{err}
	}
	p.guard = policy.DeskGuard{Guard: guard}
	if p.store, err = db.Open(ctx, f.databaseURL(), db.Options{Now: o.now}); err != nil {
		return p, usageError{err}
	}
	if p.blobs, err = blob.Open(ctx, f.blobsURL(), blob.Options{S3: o.credentials}); err != nil {
		return p, usageError{err}
	}
	if o.check != nil {
		if err := o.check(ctx, p); err != nil {
			return p, err
		}
	}
	if err := p.openKeys(ctx, o.create); err != nil {
		return p, err
	}
	p.recorder = &audit.Recorder{NewID: newID, Salt: func() ([]byte, error) { return randomBytes(audit.SaltSize) }}
	limits, err := f.limits()
	if err != nil {
		return p, err
	}
	p.maxUpload = limits.MaxBytes
	p.intake = imaging.NewIntake(limits, imaging.NewBudget(256<<20, 10*time.Second))
	p.desk, err = review.NewDesk(review.Parts{
		Store: p.store, Guard: p.guard, Keys: p.keys, Blobs: blob.ForDesk{Store: p.blobs}, Erasures: o.erasures, Kinds: p.kinds, Words: p.words,
		Intake: p.intake, Recorder: p.recorder, Settings: o.settings, Now: o.now, NewID: newID, BlobName: blob.NewName,
	})
	if err != nil {
		return p, err
	}
	p.training = training.NewRoom(training.Parts{
		Store: p.store.Training(), Guard: p.guard, Kinds: p.kinds, Intake: p.intake, Settings: o.settings, Now: o.now, NewID: newID,
	})
	p.staff, err = staff.New(staff.Config{
		Store: p.store.Staff(), Throttle: p.store.Throttle(), Recorder: p.recorder, Guard: p.guard, Now: o.now,
		Random: randomBytes, NewID: newID, ThrottleKey: p.keys.Digest([]byte("what the throttle counts")), Settings: o.staff,
	})
	return p, err
}

// prepare makes the folders of a new store, or makes sure that there is a store.
func (f storeFlags) prepare(create bool) error {
	file, isFile := strings.CutPrefix(f.databaseURL(), "sqlite:")
	if !create {
		if _, err := os.Stat(file); isFile && errors.Is(err, fs.ErrNotExist) {
			return usage("there is no store: %s does not exist (--data, SHINSA_DATA)", file)
		}
		return nil
	}
	if err := os.MkdirAll(f.Data, 0o700); err != nil {
		return usage("the data folder cannot be made: %v", err)
	}
	return nil
}

func (p *parts) close() error {
	if p.store == nil {
		return nil
	}
	return p.store.Close()
}

// mark reads one of the store's marks; empty when it was never set.
func (p *parts) mark(ctx context.Context, name string) (string, error) {
	value, err := p.store.Meta(ctx, name)
	if errors.Is(err, review.ErrNotFound) {
		return "", nil
	}
	return value, err
}

// openKeys reads the master key and checks that it is the store's.
func (p *parts) openKeys(ctx context.Context, create bool) error {
	known, err := p.mark(ctx, markMaster)
	if err != nil {
		return err
	}
	master, err := p.masterKey(ctx, known, create)
	if err != nil {
		return err
	}
	if known == "" {
		if err := p.store.SetMeta(ctx, markMaster, master.Fingerprint()); err != nil {
			return err
		}
	}
	if p.keyStore, err = seal.OpenFileKeys(p.flags.keysDir()); err != nil {
		return usageError{err}
	}
	p.keys = seal.Open(master, p.keyStore, seal.Options{})
	return nil
}

// masterKey reads the master key of a store with the given mark. It makes one only for a store that has
// never held anything.
func (p *parts) masterKey(ctx context.Context, known string, create bool) (*seal.MasterKey, error) {
	file := p.flags.keyFile()
	if known == "" {
		empty, err := p.store.Empty(ctx)
		if err != nil {
			return nil, err
		}
		if !empty {
			return nil, usage("this store holds something, but not the mark of its master key: it was damaged, restore a backup")
		}
	}
	_, err := os.Lstat(file)
	missing := errors.Is(err, fs.ErrNotExist)
	switch {
	case missing && known != "":
		return nil, usage("the master key %s is missing, and this store is sealed under one: put it back (--key-file, SHINSA_KEY_FILE)", file)
	case missing && !create:
		return nil, usage("there is no master key at %s: make one with `shinsa key new %[1]s`", file)
	case missing:
		master, err := seal.NewMasterKey(rand.Reader)
		if err != nil {
			return nil, err
		}
		if err := seal.WriteKeyFile(file, master); err != nil {
			return nil, usageError{err}
		}
		return master, nil
	}
	master, err := seal.ReadKeyFile(file)
	if err != nil {
		return nil, usageError{err}
	}
	if known != "" && known != master.Fingerprint() {
		return nil, usage("the master key %s is not this store's: its fingerprint is %s, the store's is %s", file, master.Fingerprint(), known)
	}
	return master, nil
}

// loadKinds reads the words and the kinds, with the operator's own folder on top: its kinds in *.yaml,
// its words in words/LANGUAGE/*.yaml. on names the settings that are on.
func loadKinds(dir string, on ...string) (*words.Catalogue, *kinds.Live, error) {
	catalogue, err := loadWords(dir)
	if err != nil {
		return nil, nil, err
	}
	live, err := kinds.NewLive(func() (*kinds.Set, error) {
		now, err := loadWords(dir) // the kinds' words change with them
		if err != nil {
			return nil, err
		}
		set, err := kinds.Load(now, kindsFolder(dir), on...)
		if err == nil {
			catalogue.Replace(now) // only with sound kinds: else both stay as they were
		}
		return set, err
	})
	return catalogue, live, err
}

// readKindsAgain puts changed kinds into force and says so in the log. Broken ones leave those in force.
func (p *parts) readKindsAgain(ctx context.Context, log *slog.Logger) error {
	before := p.kinds.Set()
	changed, err := p.kinds.Reload()
	if err != nil || !changed {
		return err
	}
	var facts []audit.Fact
	for _, k := range p.kinds.Set().All() {
		if was, ok := before.Kind(k.ID); !ok || was.Version != k.Version {
			facts = append(facts, audit.Public("kind."+k.ID, k.Version))
		}
	}
	for _, k := range before.All() {
		if _, ok := p.kinds.Set().Kind(k.ID); !ok {
			facts = append(facts, audit.Public("kind."+k.ID, "none"))
		}
	}
	log.Info("kinds were read again", slog.Int("changed", len(facts)))
	e, err := p.recorder.Entry(audit.KindsChanged, time.Now().UTC().Truncate(time.Microsecond), "", facts...)
	if err != nil {
		return err
	}
	return p.store.Write(ctx, func(tx review.Tx) error { return tx.Log(ctx, e) })
}

// kindsFolder is the operator's folder of kinds; nil when there is none.
func kindsFolder(dir string) fs.FS {
	if dir == "" {
		return nil
	}
	return os.DirFS(dir)
}

func loadWords(dir string) (*words.Catalogue, error) {
	if dir == "" {
		return words.Load()
	}
	own := filepath.Join(dir, "words")
	if _, err := os.Stat(own); errors.Is(err, fs.ErrNotExist) {
		return words.Load()
	}
	return words.Load(os.DirFS(own))
}

func newID() string { return uuid.Must(uuid.NewV7()).String() }

func randomBytes(n int) ([]byte, error) {
	b := make([]byte, n)
	_, err := rand.Read(b)
	return b, err
}

// say writes a line for the person at the console.
func say(w io.Writer, format string, args ...any) { fmt.Fprintf(w, format+"\n", args...) }
