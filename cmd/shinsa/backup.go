package main

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"shinsa/blob"
	"shinsa/seal"
)

// backupCommand copies the store while it may be serving. The database is copied first: bytes that are
// handed in later are no part of the copy, and bytes that were there are never rewritten. The wrapped
// keys go to a folder of their own, so that it can be kept apart and given an end of 30 days; the master
// key is not copied.
type backupCommand struct {
	storeFlags
	s3Flags
	Dir    string `arg:"" type:"path" help:"New folder for database and images."`
	KeysTo string `type:"path" help:"New folder for the wrapped keys; DIR.keys by default."`
}

// manifest tells what a backup is of. It is written last: a folder without it is no finished backup.
type manifest struct {
	Format  int       `json:"format"`
	Made    time.Time `json:"made"`
	Store   string    `json:"store"` // fingerprint of the master key
	Dialect string    `json:"dialect"`
	Blobs   int       `json:"blobs"`
	Keys    int       `json:"keys"`
}

const (
	manifestFile = "backup.json"
	databaseFile = "shinsa.db"
	blobsFolder  = "blobs"
)

func (c backupCommand) Run(ctx context.Context, con console) error {
	keysTo := c.KeysTo
	if keysTo == "" {
		keysTo = c.Dir + ".keys"
	}
	for _, dir := range []string{c.Dir, keysTo} {
		if _, err := os.Lstat(dir); !errors.Is(err, fs.ErrNotExist) {
			return usage("%s exists already: a backup goes into a new folder", dir)
		}
	}
	p, err := open(ctx, c.storeFlags, openOptions{credentials: c.credentials()})
	if err != nil {
		return err
	}
	defer p.close()
	if err := os.MkdirAll(c.Dir, 0o700); err != nil {
		return usage("the folder cannot be made: %v", err)
	}
	m, err := p.backup(ctx, c.Dir, keysTo)
	if err != nil {
		return err
	}
	say(con.out, "Copied %d files of images to %s and %d wrapped keys to %s.", m.Blobs, c.Dir, m.Keys, keysTo)
	if m.Dialect != "sqlite" {
		say(con.out, "The PostgreSQL database is not part of it: run pg_dump before, and keep the dump beside it.")
	}
	say(con.out, "Keep the keys apart from the images, and neither for longer than 30 days: what was erased meanwhile must end in backups, too.")
	return nil
}

// backup writes everything and the manifest.
func (p *parts) backup(ctx context.Context, dir, keysTo string) (m manifest, err error) {
	m = manifest{Format: 1, Made: time.Now().UTC(), Dialect: p.store.Dialect()}
	if m.Store, err = p.mark(ctx, markMaster); err != nil {
		return m, err
	}
	if m.Dialect == "sqlite" {
		if err := p.store.BackupTo(ctx, filepath.Join(dir, databaseFile)); err != nil {
			return m, err
		}
	}
	blobs, err := blob.Open(ctx, "file:"+filepath.Join(dir, blobsFolder), blob.Options{})
	if err != nil {
		return m, usageError{err}
	}
	if m.Blobs, err = copyBlobs(ctx, p.blobs, blobs); err != nil {
		return m, err
	}
	keys, err := seal.OpenFileKeys(keysTo)
	if err != nil {
		return m, usageError{err}
	}
	if m.Keys, err = copyKeys(ctx, p.keyStore, keys); err != nil {
		return m, err
	}
	text, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return m, err
	}
	return m, writeDurably(filepath.Join(dir, manifestFile), append(text, '\n'))
}

// copyBlobs copies every blob and counts them. What is destroyed meanwhile is left out.
func copyBlobs(ctx context.Context, from, to blob.Store) (n int, err error) {
	err = from.Each(ctx, func(name string) error {
		data, err := from.Get(ctx, name)
		if errors.Is(err, blob.ErrNotFound) {
			return nil
		} else if err != nil {
			return err
		}
		n++
		return to.Put(ctx, name, data)
	})
	return n, err
}

// copyKeys copies every wrapped key and counts them. What is destroyed meanwhile is left out. One that
// is there already stays: a key never changes, so it is the same one.
func copyKeys(ctx context.Context, from, to seal.KeyStore) (n int, err error) {
	err = from.Each(ctx, func(id seal.KeyID) error {
		wrapped, err := from.Get(ctx, id)
		if errors.Is(err, seal.ErrDestroyed) {
			return nil
		} else if err != nil {
			return err
		}
		n++
		if err := to.Put(ctx, id, wrapped); !errors.Is(err, fs.ErrExist) {
			return err
		}
		return nil
	})
	return n, err
}

// writeDurably writes a new file that only its owner can read.
func writeDurably(file string, data []byte) error {
	f, err := os.OpenFile(file, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err == nil {
		err = f.Sync()
	}
	if err := errors.Join(err, f.Close()); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(file))
}

// syncFolder brings the names in a folder to the disk, where the system knows such a thing.
func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	_ = d.Sync() // some file systems refuse, and keep names safe in their own way
	return d.Close()
}
