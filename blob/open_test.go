package blob_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"

	"shinsa/blob"
)

var someKeys = blob.Options{S3: blob.Credentials{AccessKey: "AKIASPECIMEN", SecretKey: "the-secret"}}

func TestOpenRefusesURLsThatMakeNoSense(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ url, says string }{
		"empty":                    {"", "file:DIR or s3://BUCKET"},
		"a bare folder":            {"/var/lib/shinsa", "file:DIR or s3://BUCKET"},
		"another scheme":           {"gs://bucket", "file:DIR or s3://BUCKET"},
		"a secret in its place":    {"wJalrXUtnFEMI", "file:DIR or s3://BUCKET"},
		"file without a folder":    {"file:", "wants a folder"},
		"file with a host":         {"file://host/dir", "names no host"},
		"file with a zero byte":    {"file:/tmp/\x00", "wants a folder"},
		"s3 without a bucket":      {"s3://?endpoint=https://s3.example", "bucket's name"},
		"s3 without slashes":       {"s3:bucket?endpoint=https://s3.example", "names a bucket"},
		"s3 with credentials":      {"s3://AKIA:hunter2@bucket?endpoint=https://s3.example", "SHINSA_S3_ACCESS_KEY"},
		"s3 with a user":           {"s3://AKIA@bucket?endpoint=https://s3.example", "SHINSA_S3_ACCESS_KEY"},
		"s3 with a folder":         {"s3://bucket/folder?endpoint=https://s3.example", "a bucket to itself"},
		"s3 with a port":           {"s3://bucket:9000?endpoint=https://s3.example", "names a bucket"},
		"s3 with a fragment":       {"s3://bucket?endpoint=https://s3.example#x", "names a bucket"},
		"s3 with a bad escape":     {"s3://bucket?endpoint=%zz", "cannot be read"},
		"s3 with a control byte":   {"s3://bucket\x7f?endpoint=https://s3.example", "cannot be read"},
		"bucket too short":         {"s3://ab?endpoint=https://s3.example", "bucket's name"},
		"bucket in upper case":     {"s3://Bucket?endpoint=https://s3.example", "bucket's name"},
		"bucket like an address":   {"s3://192.168.0.1?endpoint=https://s3.example", "bucket's name"},
		"no endpoint":              {"s3://bucket", "needs an endpoint"},
		"an unknown setting":       {"s3://bucket?endpoint=https://s3.example&secret=hunter2", `not "secret"`},
		"a setting twice":          {"s3://bucket?endpoint=https://a.example&endpoint=https://b.example", "twice"},
		"endpoint with userinfo":   {"s3://bucket?endpoint=https://AKIA:hunter2@s3.example", "SHINSA_S3_ACCESS_KEY"},
		"endpoint with a path":     {"s3://bucket?endpoint=https://s3.example/bucket", "without a path"},
		"endpoint with a query":    {"s3://bucket?endpoint=https%3A%2F%2Fs3.example%3Fx%3D1", "without a path"},
		"endpoint of other scheme": {"s3://bucket?endpoint=ftp://s3.example", "https://"},
		"endpoint without a host":  {"s3://bucket?endpoint=https://", "without a path"},
		"endpoint unreadable":      {"s3://bucket?endpoint=https://%5B::1", "cannot be read"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := blob.Open(t.Context(), tc.url, someKeys)
			if !errors.Is(err, blob.ErrSetting) {
				t.Fatalf("got %v, want ErrSetting", err)
			}
			if !strings.Contains(err.Error(), tc.says) {
				t.Errorf("%v does not say %q", err, tc.says)
			}
			for _, secret := range []string{"hunter2", "AKIA", "wJalr", "the-secret"} {
				if strings.Contains(strings.ReplaceAll(err.Error(), "SHINSA_S3", ""), secret) {
					t.Errorf("the message shows a secret: %v", err)
				}
			}
			if strings.Contains(err.Error(), "\n") {
				t.Errorf("the message has more than one line: %v", err)
			}
		})
	}
}

func TestOpenWantsCredentialsForABucket(t *testing.T) {
	t.Parallel()
	for _, c := range []blob.Credentials{{}, {AccessKey: "a"}, {SecretKey: "s"}} {
		_, err := blob.Open(t.Context(), "s3://bucket?endpoint=https://s3.example", blob.Options{S3: c})
		if !errors.Is(err, blob.ErrSetting) || !strings.Contains(err.Error(), "SHINSA_S3_SECRET_KEY") {
			t.Errorf("got %v, want ErrSetting that names the variables", err)
		}
	}
}

func TestOpenTakesWhatPeopleWrite(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, url := range []string{
		"file:" + filepath.Join(dir, "a"), "file:" + filepath.Join(dir, "b") + "/", "file://" + filepath.Join(dir, "c"),
		"file:" + filepath.Join(dir, "with space", "and", "depth"),
		"s3://bucket?endpoint=https://s3.ap-northeast-1.amazonaws.com&region=ap-northeast-1",
		"s3://bucket/?endpoint=http://127.0.0.1:9000", "s3://my.bucket-1?endpoint=minio.internal:9000", "s3://bucket?endpoint=https://[::1]:9000/",
	} {
		if _, err := blob.Open(t.Context(), url, someKeys); err != nil {
			t.Errorf("%s: %v", url, err)
		}
	}
}

func TestNewNames(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for range 1000 {
		name := blob.NewName()
		if !blob.ValidName(name) || len(name) != 40 || seen[name] {
			t.Fatalf("%q is not a new valid name", name)
		}
		seen[name] = true
	}
}

func TestCredentialsAreNeverPrinted(t *testing.T) {
	t.Parallel()
	js, err := json.Marshal(someKeys)
	if err != nil {
		t.Fatal(err)
	}
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("start", "s3", someKeys.S3, "options", someKeys)
	slog.New(slog.NewJSONHandler(&log, nil)).Info("start", "s3", someKeys.S3, "options", someKeys)
	outs := []string{string(js), log.String()}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		outs = append(outs, fmt.Sprintf(verb, someKeys), fmt.Sprintf(verb, &someKeys), fmt.Sprintf(verb, someKeys.S3))
	}
	for _, out := range outs {
		for _, secret := range []string{"the-secret", "AKIASPECIMEN", fmt.Sprintf("%x", "the-secret")} {
			if strings.Contains(out, secret) {
				t.Errorf("printed: %s", out)
			}
		}
		if !strings.Contains(out, "REDACTED") {
			t.Errorf("does not say REDACTED: %s", out)
		}
	}
}

func FuzzBucketURL(f *testing.F) {
	f.Add("//bucket?endpoint=https://s3.example&region=r")
	f.Add("//a:b@bucket?endpoint=http://127.0.0.1:9000")
	f.Add("bucket?endpoint=%00")
	f.Add("//bucket?endpoint=//a@b")
	f.Fuzz(func(t *testing.T, rest string) {
		_, err := blob.Open(t.Context(), "s3:"+rest, someKeys)
		if err != nil && !errors.Is(err, blob.ErrSetting) {
			t.Fatalf("an error of another kind: %v", err)
		}
		if err == nil && strings.Contains(rest, "@") {
			t.Fatalf("took %q", rest)
		}
	})
}
