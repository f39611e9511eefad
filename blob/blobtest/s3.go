package blobtest

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"

	"shinsa/blob"
)

// The access key and secret of every Service.
const (
	AccessKey = "specimen-access-key"
	SecretKey = "specimen-secret-key"
)

// BucketName is the bucket of every Service.
const BucketName = "shinsa-test"

// A Service is an S3 service in memory with one empty bucket. It refuses requests without the access key,
// as a private bucket does, but checks no signature.
type Service struct {
	Server  *httptest.Server
	Backend *s3mem.Backend

	intercept atomic.Pointer[Intercept]
	s3        http.Handler
}

// An Intercept sees each request before the service does. It answers the request itself, or passes it on
// with next and may spoil the answer.
type Intercept func(w http.ResponseWriter, r *http.Request, next http.Handler)

// NewService starts a Service that ends with the test.
func NewService(t testing.TB) *Service {
	t.Helper()
	s := &Service{Backend: s3mem.New()}
	if err := s.Backend.CreateBucket(BucketName); err != nil {
		t.Fatal(err)
	}
	s.s3 = gofakes3.New(s.Backend).Server()
	s.Server = httptest.NewServer(s)
	t.Cleanup(s.Server.Close)
	return s
}

// URL returns what blob.Open wants for the service's bucket.
func (s *Service) URL() string {
	return "s3://" + BucketName + "?region=test-1&endpoint=" + url.QueryEscape(s.Server.URL)
}

// Options returns the service's credentials.
func (s *Service) Options() blob.Options {
	return blob.Options{S3: blob.Credentials{AccessKey: AccessKey, SecretKey: SecretKey}}
}

// Open opens the service's bucket.
func (s *Service) Open(t testing.TB) blob.Store {
	t.Helper()
	store, err := blob.Open(t.Context(), s.URL(), s.Options())
	if err != nil {
		t.Fatal(err)
	}
	return store
}

// Intercept puts f before the service, or takes it away again when f is nil.
func (s *Service) Intercept(f Intercept) {
	if f == nil {
		s.intercept.Store(nil)
		return
	}
	s.intercept.Store(&f)
}

// Trusting is an Intercept that lets strangers do what allowed says.
func (s *Service) Trusting(allowed func(*http.Request) bool) Intercept {
	return func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		if r.Header.Get("Authorization") == "" && allowed(r) {
			s.s3.ServeHTTP(w, r)
			return
		}
		next.ServeHTTP(w, r)
	}
}

// ServeHTTP implements http.Handler.
func (s *Service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if f := s.intercept.Load(); f != nil {
		(*f)(w, r, http.HandlerFunc(s.private))
		return
	}
	s.private(w, r)
}

func (s *Service) private(w http.ResponseWriter, r *http.Request) {
	if !strings.Contains(r.Header.Get("Authorization"), "Credential="+AccessKey+"/") {
		Refuse(w, http.StatusForbidden, "AccessDenied")
		return
	}
	s.s3.ServeHTTP(w, r)
}

// Refuse answers with an error as S3 services write it.
func Refuse(w http.ResponseWriter, status int, code string) {
	w.Header().Set("Content-Type", "application/xml")
	w.WriteHeader(status)
	w.Write([]byte(`<?xml version="1.0" encoding="UTF-8"?><Error><Code>` + code + `</Code><Message>No.</Message></Error>`))
}
