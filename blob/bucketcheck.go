package blob

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"

	"github.com/minio/minio-go/v7"
)

// Check implements Store. Besides writing, reading and deleting it tries the bucket without credentials,
// as a stranger would: listing it, reading an object and writing one must be refused. That makes about
// nine requests, so let a readiness probe keep the answer for some seconds.
func (b *Bucket) Check(ctx context.Context) error {
	if err := b.check(ctx); err != nil {
		return fmt.Errorf("blob: check: the bucket %s at %s: %w", b.name, b.endpoint.Host, err)
	}
	return nil
}

func (b *Bucket) check(ctx context.Context) error {
	if err := b.reachable(ctx); err != nil {
		return err
	}
	if err := b.closed(ctx); err != nil {
		return err
	}
	return roundTrip(ctx, b)
}

// reachable tells the two faults of settings that people make first from an outage.
func (b *Bucket) reachable(ctx context.Context) error {
	// Asking for the bucket takes the right to list it, without which a service does not tell a missing
	// object from a forbidden one.
	there, err := b.core.BucketExists(ctx, b.name)
	switch r := minio.ToErrorResponse(err); {
	case err == nil && there:
		return nil
	case err == nil:
		return fmt.Errorf("%w: it does not exist: make it, private and for this store alone, or correct its name", ErrSetting)
	case r.StatusCode == http.StatusForbidden:
		return fmt.Errorf("%w: the service refuses the credentials (%s): they need to list the bucket and to put, get and delete objects", ErrSetting, r.Code)
	}
	return b.kind(ctx, err)
}

// closed tries what a stranger could do.
func (b *Bucket) closed(ctx context.Context) error {
	name := NewName()
	if err := b.Put(ctx, name, probe); err != nil {
		return err
	}
	defer b.Delete(context.WithoutCancel(ctx), name)
	stranger := NewName()
	for _, try := range []struct{ what, method, path, query string }{
		{"list", http.MethodGet, "", "list-type=2&max-keys=1"},
		{"read", http.MethodGet, name, ""},
		{"write to", http.MethodPut, stranger, ""},
	} {
		done, err := b.anonymously(ctx, try.method, try.path, try.query)
		if err != nil {
			return err
		}
		if !done {
			continue
		}
		err = fmt.Errorf("%w: anybody can %s it without credentials: make it private (block public access, remove public policies)", ErrSetting, try.what)
		if try.method == http.MethodPut {
			err = errors.Join(err, b.Delete(context.WithoutCancel(ctx), stranger))
		}
		return err
	}
	return nil
}

// anonymously sends a request without credentials and reports whether the service did as it was asked.
func (b *Bucket) anonymously(ctx context.Context, method, object, query string) (bool, error) {
	u := b.endpoint.JoinPath(b.name, object)
	u.RawQuery = query
	var body io.Reader
	if method == http.MethodPut {
		body = bytes.NewReader(probe)
	}
	req, err := http.NewRequestWithContext(ctx, method, u.String(), body)
	if err != nil {
		return false, err
	}
	res, err := b.http.Do(req)
	if err != nil {
		return false, b.kind(ctx, err)
	}
	defer res.Body.Close()
	io.Copy(io.Discard, io.LimitReader(res.Body, 64<<10)) // so that the connection can be used again
	if res.StatusCode >= 500 {
		return false, fmt.Errorf("%w: the service answers %d", ErrUnavailable, res.StatusCode)
	}
	return res.StatusCode < 300, nil
}
