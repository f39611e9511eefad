package blob_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"shinsa/blob"
	"shinsa/blob/blobtest"
)

func TestBucket(t *testing.T) {
	t.Parallel()
	blobtest.Run(t, func(t *testing.T) blob.Store { return blobtest.NewService(t).Open(t) })
}

func TestBucketCheckSaysWhatToDo(t *testing.T) {
	t.Parallel()
	get := func(object bool) func(*http.Request) bool {
		return func(r *http.Request) bool {
			return r.Method == http.MethodGet && (strings.Count(strings.Trim(r.URL.Path, "/"), "/") == 1) == object
		}
	}
	for name, tc := range map[string]struct {
		url     func(string) string
		options blob.Options
		trust   func(*http.Request) bool
		says    string
	}{
		"no such bucket":            {url: func(u string) string { return strings.Replace(u, blobtest.BucketName, "another-one", 1) }, says: "does not exist: make it, private"},
		"a wrong access key":        {options: blob.Options{S3: blob.Credentials{AccessKey: "wrong", SecretKey: "wrong"}}, says: "refuses the credentials"},
		"strangers can list":        {trust: get(false), says: "anybody can list it"},
		"strangers can read":        {trust: get(true), says: "anybody can read it"},
		"strangers can write":       {trust: func(r *http.Request) bool { return r.Method == http.MethodPut }, says: "anybody can write to it"},
		"strangers can do anything": {trust: func(*http.Request) bool { return true }, says: "without credentials: make it private"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			service := blobtest.NewService(t)
			url, options := service.URL(), service.Options()
			if tc.url != nil {
				url = tc.url(url)
			}
			if tc.options != (blob.Options{}) {
				options = tc.options
			}
			if tc.trust != nil {
				service.Intercept(service.Trusting(tc.trust))
			}
			s, err := blob.Open(t.Context(), url, options)
			if err != nil {
				t.Fatal(err)
			}
			err = s.Check(t.Context())
			if !errors.Is(err, blob.ErrSetting) || !strings.Contains(err.Error(), tc.says) || strings.Contains(err.Error(), "\n") {
				t.Errorf("Check: %v, want ErrSetting in one line that says %q", err, tc.says)
			}
			service.Intercept(nil)
			if names := blobtest.Names(t, service.Open(t)); len(names) != 0 {
				t.Errorf("the check left %v", names)
			}
		})
	}
}

func TestBucketOutageIsUnavailable(t *testing.T) {
	t.Parallel()
	hangUp := func(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
		conn, _, err := w.(http.Hijacker).Hijack()
		if err == nil {
			conn.Close()
		}
	}
	for name, fault := range map[string]blobtest.Intercept{
		"slow down": func(w http.ResponseWriter, _ *http.Request, _ http.Handler) { blobtest.Refuse(w, 503, "SlowDown") },
		"bare 502":  func(w http.ResponseWriter, _ *http.Request, _ http.Handler) { w.WriteHeader(502) },
		"forbidden": func(w http.ResponseWriter, _ *http.Request, _ http.Handler) { blobtest.Refuse(w, 403, "AccessDenied") },
		"no bucket": func(w http.ResponseWriter, _ *http.Request, _ http.Handler) { blobtest.Refuse(w, 404, "NoSuchBucket") },
		"hangs up":  hangUp,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			service := blobtest.NewService(t)
			s := service.Open(t)
			kept := blobtest.Put(t, s, []byte("x"))
			service.Intercept(fault)
			_, getErr := s.Get(t.Context(), kept)
			for what, err := range map[string]error{
				"Put": s.Put(t.Context(), blob.NewName(), []byte("y")), "Get": getErr, "Delete": s.Delete(t.Context(), kept),
				"Each": s.Each(t.Context(), func(string) error { return nil }),
			} {
				if !errors.Is(err, blob.ErrUnavailable) || errors.Is(err, blob.ErrNotFound) || errors.Is(err, blob.ErrExists) {
					t.Errorf("%s: %v, want ErrUnavailable alone", what, err)
				}
			}
			if err := s.Check(t.Context()); !errors.Is(err, blob.ErrUnavailable) && !errors.Is(err, blob.ErrSetting) {
				t.Errorf("Check: %v, want ErrUnavailable or ErrSetting", err)
			}
			service.Intercept(nil)
			if got, err := s.Get(t.Context(), kept); err != nil || string(got) != "x" {
				t.Errorf("after it is back: %q, %v", got, err)
			}
		})
	}
}

func TestBucketThatNobodyServesIsUnavailable(t *testing.T) {
	t.Parallel()
	service := blobtest.NewService(t)
	s := service.Open(t)
	service.Server.Close()
	if err := s.Check(t.Context()); !errors.Is(err, blob.ErrUnavailable) {
		t.Errorf("Check: %v, want ErrUnavailable", err)
	}
	if _, err := s.Get(t.Context(), blob.NewName()); !errors.Is(err, blob.ErrUnavailable) {
		t.Errorf("Get: %v, want ErrUnavailable", err)
	}
}

func TestBucketHiccupIsNotTold(t *testing.T) {
	t.Parallel()
	service := blobtest.NewService(t)
	s := service.Open(t)
	var requests atomic.Int32
	service.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		if requests.Add(1)%2 == 1 {
			blobtest.Refuse(w, 503, "SlowDown")
			return
		}
		next.ServeHTTP(w, r)
	})
	name := blobtest.Put(t, s, []byte("x"))
	if got, err := s.Get(t.Context(), name); err != nil || string(got) != "x" {
		t.Errorf("Get = %q, %v", got, err)
	}
}

// The service keeps the object, but its answer gets lost and the request is sent again: the object that
// is there by then is our own.
func TestBucketPutWhoseAnswerGotLost(t *testing.T) {
	t.Parallel()
	service := blobtest.NewService(t)
	s := service.Open(t)
	var puts atomic.Int32
	service.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		if r.Method == http.MethodPut && puts.Add(1) == 1 {
			next.ServeHTTP(httptest.NewRecorder(), r)
			blobtest.Refuse(w, 500, "InternalError")
			return
		}
		next.ServeHTTP(w, r)
	})
	name := blobtest.Put(t, s, []byte("x"))
	if n := puts.Load(); n < 2 {
		t.Errorf("%d requests: the answer was not lost", n)
	}
	if got, err := s.Get(t.Context(), name); err != nil || string(got) != "x" {
		t.Errorf("Get = %q, %v", got, err)
	}
}

func TestBucketAnswerCutShortIsUnavailable(t *testing.T) {
	t.Parallel()
	service := blobtest.NewService(t)
	s := service.Open(t)
	name := blobtest.Put(t, s, bytes.Repeat([]byte("x"), 100_000))
	service.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		rec := httptest.NewRecorder()
		next.ServeHTTP(rec, r)
		for k, v := range rec.Header() {
			w.Header()[k] = v
		}
		w.WriteHeader(rec.Code)
		w.Write(rec.Body.Bytes()[:50_000]) // the length in the header says 100,000
	})
	if data, err := s.Get(t.Context(), name); !errors.Is(err, blob.ErrUnavailable) || data != nil {
		t.Errorf("Get gives %d bytes, %v, want ErrUnavailable", len(data), err)
	}
}

func TestBucketAnswerWithoutEndIsRefused(t *testing.T) {
	t.Parallel()
	service := blobtest.NewService(t)
	s := service.Open(t)
	service.Intercept(func(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
		w.Header().Set("Content-Length", "99999999999")
		w.Header().Set("Last-Modified", time.Unix(0, 0).UTC().Format(http.TimeFormat))
		w.Header().Set("ETag", `"x"`)
		io.WriteString(w, "and so on")
	})
	if data, err := s.Get(t.Context(), blob.NewName()); !errors.Is(err, blob.ErrUnavailable) || data != nil {
		t.Errorf("Get gives %d bytes, %v, want ErrUnavailable", len(data), err)
	}
}

func TestBucketGivesUpAtTheDeadline(t *testing.T) {
	t.Parallel()
	service := blobtest.NewService(t)
	s := service.Open(t)
	service.Intercept(func(_ http.ResponseWriter, r *http.Request, _ http.Handler) {
		io.Copy(io.Discard, r.Body) // or the server does not notice that the client has gone
		<-r.Context().Done()
	})
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := s.Get(ctx, blob.NewName()); !errors.Is(err, blob.ErrUnavailable) {
		t.Errorf("Get: %v, want ErrUnavailable", err)
	}
	if err := s.Put(ctx, blob.NewName(), []byte("x")); !errors.Is(err, blob.ErrUnavailable) {
		t.Errorf("Put: %v, want ErrUnavailable", err)
	}
}

func TestBucketPassesOverWhatIsNotABlob(t *testing.T) {
	t.Parallel()
	service := blobtest.NewService(t)
	s := service.Open(t)
	kept := blobtest.Put(t, s, []byte("x"))
	for _, key := range []string{"README", "a/b/" + kept, strings.ToUpper(kept), kept + ".bak"} {
		if _, err := service.Backend.PutObject(blobtest.BucketName, key, nil, strings.NewReader("y"), 1, nil); err != nil {
			t.Fatal(err)
		}
	}
	if got := blobtest.Names(t, s); !slices.Equal(got, []string{kept}) {
		t.Errorf("lists %v, want %v", got, kept)
	}
}

// The body's hash is in the signed headers, so that a service refuses what arrives damaged.
func TestBucketSignsTheWholeBody(t *testing.T) {
	t.Parallel()
	service := blobtest.NewService(t)
	s := service.Open(t)
	var hash, condition atomic.Value
	service.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		hash.Store(r.Header.Get("X-Amz-Content-Sha256"))
		condition.Store(r.Header.Get("If-None-Match"))
		next.ServeHTTP(w, r)
	})
	blobtest.Put(t, s, []byte("x"))
	if got, want := hash.Load(), "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"; got != want {
		t.Errorf("X-Amz-Content-Sha256 = %v, want %v", got, want)
	}
	if got := condition.Load(); got != "*" {
		t.Errorf("If-None-Match = %v, want *", got)
	}
}
