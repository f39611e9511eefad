package seal

import "fmt"

// SealOwn encrypts a secret of the installation itself (a second factor's seed, a mail password) under a
// key derived from the master key. Such a secret cannot be erased by destroying a key, so what belongs to
// an applicant is never sealed this way.
func (k *Keyring) SealOwn(ad AD, plain []byte) ([]byte, error) {
	sealed, err := sealAt(k.random, k.own(), "own", "", ad, plain)
	if err != nil {
		return nil, fmt.Errorf("seal: seal own: %w", err)
	}
	return sealed, nil
}

// OpenOwn decrypts what SealOwn made for the same place, or returns ErrTampered.
func (k *Keyring) OpenOwn(ad AD, sealed []byte) ([]byte, error) {
	plain, err := openAt(k.own(), "own", "", ad, sealed)
	if err != nil {
		return nil, fmt.Errorf("seal: open own: %w", err)
	}
	return plain, nil
}
