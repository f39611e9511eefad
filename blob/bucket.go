package blob

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
)

// Bucket is a Store in a bucket of an S3 service. Names of blobs are names of objects. A Put asks the
// service to refuse an object that is there (If-None-Match: *); a service that ignores this cannot
// overwrite by chance either, because names are random.
type Bucket struct {
	name     string
	endpoint *url.URL
	core     *minio.Core
	http     *http.Client
}

// How often a request is sent before the store counts as unavailable. The library waits up to a second
// in between, so an outage is told within a few seconds and a hiccup is not told at all.
const attempts = 3

func openBucket(rawURL string, c Credentials) (*Bucket, error) {
	b, region, err := parseBucket(rawURL)
	if err != nil {
		return nil, fmt.Errorf("blob: open: %w: %w", ErrSetting, err)
	}
	if c.AccessKey == "" || c.SecretKey == "" {
		return nil, fmt.Errorf("blob: open: %w: an s3 store needs SHINSA_S3_ACCESS_KEY and SHINSA_S3_SECRET_KEY", ErrSetting)
	}
	transport := newTransport()
	b.http = &http.Client{Transport: transport}
	b.core, err = minio.NewCore(b.endpoint.Host, &minio.Options{
		Creds:        credentials.NewStaticV4(c.AccessKey, c.SecretKey, ""),
		Secure:       b.endpoint.Scheme == "https",
		Region:       region, // stated, so that the library does not ask for it
		BucketLookup: minio.BucketLookupPath,
		Transport:    transport,
		MaxRetries:   attempts,
	})
	if err != nil {
		return nil, fmt.Errorf("blob: open: %w: %w", ErrSetting, err)
	}
	return b, nil
}

// newTransport has shorter patience than the library's own: a person waits for the image.
func newTransport() *http.Transport {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.DialContext = (&net.Dialer{Timeout: 5 * time.Second, KeepAlive: 30 * time.Second}).DialContext
	t.ResponseHeaderTimeout = 30 * time.Second
	t.MaxIdleConnsPerHost = 16
	t.DisableCompression = true // sealed bytes do not shrink, and a length must mean what it says
	return t
}

// Put implements Store.
func (b *Bucket) Put(ctx context.Context, name string, data []byte) error {
	if err := checkPut(ctx, name, data); err != nil {
		return fmt.Errorf("blob: put: %w", err)
	}
	// One request with the whole body's hash in its signature, so that the service refuses what arrives
	// damaged. The library's own way would sign chunk by chunk, which not every service understands.
	opts := minio.PutObjectOptions{ContentType: "application/octet-stream", DisableContentSha256: true}
	opts.SetMatchETagExcept("*")
	sum := sha256.Sum256(data)
	_, err := b.core.PutObject(ctx, b.name, name, bytes.NewReader(data), int64(len(data)), "", hex.EncodeToString(sum[:]), opts)
	if err = b.kind(ctx, err); errors.Is(err, ErrExists) {
		// A request that was sent twice, because its first answer got lost, meets its own object.
		old, getErr := b.get(ctx, name)
		switch {
		case getErr != nil:
			err = getErr
		case bytes.Equal(old, data):
			err = nil
		}
	}
	if err != nil {
		return fmt.Errorf("blob: put: %w", err)
	}
	return nil
}

// Get implements Store.
func (b *Bucket) Get(ctx context.Context, name string) ([]byte, error) {
	data, err := b.get(ctx, name)
	if err != nil {
		return nil, fmt.Errorf("blob: get: %w", err)
	}
	return data, nil
}

func (b *Bucket) get(ctx context.Context, name string) ([]byte, error) {
	if !ValidName(name) {
		return nil, ErrNotFound
	}
	body, info, _, err := b.core.GetObject(ctx, b.name, name, minio.GetObjectOptions{})
	if err != nil {
		return nil, b.kind(ctx, err)
	}
	defer body.Close()
	if info.Size < 1 || info.Size > MaxSize {
		return nil, unavailable(errSize)
	}
	data := make([]byte, info.Size)
	if _, err := io.ReadFull(body, data); err != nil {
		return nil, b.kind(ctx, err)
	}
	return data, nil
}

// Delete implements Store. In a bucket that keeps versions the old bytes stay until its own rules end
// them; without their key nobody can open them.
func (b *Bucket) Delete(ctx context.Context, name string) error {
	if !ValidName(name) {
		return nil
	}
	err := b.kind(ctx, b.core.RemoveObject(ctx, b.name, name, minio.RemoveObjectOptions{}))
	if err != nil && !errors.Is(err, ErrNotFound) {
		return fmt.Errorf("blob: delete: %w", err)
	}
	return nil
}

// Each implements Store.
func (b *Bucket) Each(ctx context.Context, each func(name string) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	for object := range b.core.ListObjectsIter(ctx, b.name, minio.ListObjectsOptions{Recursive: true}) {
		if object.Err != nil {
			return fmt.Errorf("blob: list: %w", b.kind(ctx, object.Err))
		}
		if !ValidName(object.Key) {
			continue
		}
		if err := each(object.Key); err != nil {
			return err
		}
	}
	if err := ended(ctx); err != nil {
		return fmt.Errorf("blob: list: %w", err)
	}
	return nil
}

// kind puts what callers branch on into the chain of err.
func (b *Bucket) kind(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	if errors.Is(ctx.Err(), context.Canceled) {
		return ctx.Err() // nobody waits for the answer, and nothing is wrong with the store
	}
	switch r := minio.ToErrorResponse(err); {
	case r.Code == minio.NoSuchKey:
		return ErrNotFound
	case r.Code == minio.PreconditionFailed:
		return ErrExists
	case r.Code != "":
		return fmt.Errorf("%w: %s answers %s: %w", ErrUnavailable, b.endpoint.Host, r.Code, err)
	}
	return unavailable(err)
}
