package blob

import (
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/minio/minio-go/v7/pkg/s3utils"
)

// parseBucket reads s3://BUCKET?endpoint=URL&region=NAME. Its errors do not quote the URL, which may hold
// a secret that should not be there.
func parseBucket(rawURL string) (b *Bucket, region string, err error) {
	u, err := url.Parse(rawURL)
	if err != nil {
		return nil, "", errors.New("the s3 URL cannot be read: want s3://BUCKET?endpoint=URL&region=NAME")
	}
	if u.User != nil {
		return nil, "", errors.New("credentials do not belong in the s3 URL, where logs and process lists show them: use SHINSA_S3_ACCESS_KEY and SHINSA_S3_SECRET_KEY")
	}
	if u.Path != "" && u.Path != "/" || u.Opaque != "" || u.Fragment != "" || u.Port() != "" {
		return nil, "", errors.New("the s3 URL names a bucket and nothing more before the \"?\": the store wants a bucket to itself")
	}
	if err := s3utils.CheckValidBucketNameStrict(u.Host); err != nil {
		return nil, "", fmt.Errorf("the bucket's name: %w", err)
	}
	query, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return nil, "", errors.New("the part of the s3 URL after \"?\" cannot be read")
	}
	for name, values := range query {
		if name != "endpoint" && name != "region" {
			return nil, "", fmt.Errorf("the s3 URL knows \"endpoint\" and \"region\", not %q", name)
		}
		if len(values) > 1 {
			return nil, "", fmt.Errorf("the s3 URL names %q twice", name)
		}
	}
	endpoint, err := parseEndpoint(query.Get("endpoint"))
	if err != nil {
		return nil, "", err
	}
	if region = query.Get("region"); region == "" {
		region = "us-east-1" // what services without regions expect in a signature
	}
	return &Bucket{name: u.Host, endpoint: endpoint}, region, nil
}

// parseEndpoint reads a URL, or a host with a port, which then means https.
func parseEndpoint(s string) (*url.URL, error) {
	if s == "" {
		return nil, errors.New("the s3 URL needs an endpoint, such as ?endpoint=https://s3.ap-northeast-1.amazonaws.com")
	}
	if !strings.Contains(s, "://") {
		s = "https://" + s
	}
	u, err := url.Parse(s)
	switch {
	case err != nil:
		return nil, errors.New("the endpoint in the s3 URL cannot be read")
	case u.User != nil:
		return nil, errors.New("credentials do not belong in the endpoint: use SHINSA_S3_ACCESS_KEY and SHINSA_S3_SECRET_KEY")
	case u.Scheme != "https" && u.Scheme != "http":
		return nil, errors.New("the endpoint in the s3 URL begins with https:// or http://")
	case u.Hostname() == "" || u.Path != "" && u.Path != "/" || u.RawQuery != "" || u.Fragment != "":
		return nil, errors.New("the endpoint in the s3 URL is a host and perhaps a port, without a path")
	}
	return &url.URL{Scheme: u.Scheme, Host: u.Host}, nil
}
