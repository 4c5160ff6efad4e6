package accounts

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"shanpei/models"
)

// Token is a key with which a program asks in the name of an account. Its secret is shown once, when it is issued.
type Token struct {
	ID      string    `json:"id"` // hash of the secret
	Account string    `json:"account"`
	Label   string    `json:"label"`
	Created time.Time `json:"created"`
	Expires time.Time `json:"expires,omitzero"` // zero: never
	Scopes  []string  `json:"scopes,omitempty"` // what it may be used for; none: all that its account may do
	Used    time.Time `json:"used,omitzero"`    // the last day on which it was used
}

// tokenMark begins every token, so that one that was published by mistake can be found by those who look for such things.
const tokenMark = "shanpei_"

// maxTokens bounds the live tokens of one account.
const maxTokens = 50

// IssueToken gives an account a new token; a zero expires means that it does not end by itself, no scopes that it may do all that its account may. It refuses `required` and `text_too_long` at the label,
// `period` at expires, and `too_many_tokens`.
func (a *Accounts) IssueToken(ctx context.Context, account, label string, expires time.Time, scopes ...string) (string, error) {
	label, err := cleanText("label", label, 60)
	if err != nil {
		return "", err
	}
	if !expires.IsZero() && !a.now().Before(expires) {
		return "", models.Refuse(models.Invalid, "period").At("expires")
	}
	have, err := a.TokensOf(ctx, account)
	if err != nil {
		return "", err
	}
	if len(have) >= maxTokens {
		return "", models.Refuse(models.Exhausted, "too_many_tokens").With("limit", maxTokens)
	}
	secret, err := a.secret()
	if err != nil {
		return "", err
	}
	secret = tokenMark + secret
	t := Token{ID: hashOf(secret), Account: account, Label: label, Created: a.now(), Expires: expires.UTC(), Scopes: scopes}
	if err := a.create(ctx, tokenOfBucket, account+"/"+t.ID, struct{}{}); err != nil {
		return "", err
	}
	return secret, a.create(ctx, tokenBucket, t.ID, t)
}

// ByToken gives the token of a secret, and with it the account that it speaks for, or refuses `token_invalid`. The day of its use is kept.
func (a *Accounts) ByToken(ctx context.Context, secret string) (Token, error) {
	invalid := models.Refuse(models.Unauthenticated, "token_invalid")
	if !strings.HasPrefix(secret, tokenMark) || len(secret) > 100 {
		return Token{}, invalid
	}
	now, id := a.now(), hashOf(secret)
	t, err := a.tokens.get(id, now, func() (Token, error) {
		var t Token
		raw, err := a.get(ctx, tokenBucket, id, &t)
		if day := now.Truncate(24 * time.Hour); err == nil && t.Used.Before(day) && (t.Expires.IsZero() || now.Before(t.Expires)) {
			t.Used = day
			if err := a.swap(ctx, tokenBucket, id, raw, t); err != nil && !isRefusal(err) { // another request has marked the day, or ended the token
				return t, err
			}
		}
		return t, orRefuse(err, a.o.None, invalid)
	})
	if err != nil {
		return Token{}, err
	}
	if !t.Expires.IsZero() && !now.Before(t.Expires) {
		return Token{}, invalid
	}
	return t, nil
}

// TokensOf lists the tokens of an account that are not over, the newest first.
func (a *Accounts) TokensOf(ctx context.Context, account string) ([]Token, error) {
	keys, err := a.keys(ctx, tokenOfBucket, account+"/")
	if err != nil {
		return nil, err
	}
	var out []Token
	for _, key := range keys {
		var t Token
		_, err := a.get(ctx, tokenBucket, strings.TrimPrefix(key, account+"/"), &t)
		if errors.Is(err, a.o.None) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if t.Expires.IsZero() || a.now().Before(t.Expires) {
			out = append(out, t)
		}
	}
	slices.SortFunc(out, func(x, y Token) int { return y.Created.Compare(x.Created) })
	return out, nil
}

// RevokeToken ends one token of an account, by its ID. One that is gone already is no error; one of somebody else is left alone.
func (a *Accounts) RevokeToken(ctx context.Context, account, id string) error {
	var t Token
	if _, err := a.get(ctx, tokenBucket, id, &t); err == nil && t.Account != account {
		return models.Refuse(models.NotFound, "not_found")
	}
	err := errors.Join(a.drop(ctx, tokenBucket, id), a.drop(ctx, tokenOfBucket, account+"/"+id))
	a.tokens.forget(id)
	return err
}

func (a *Accounts) revokeTokensOf(ctx context.Context, account string) error {
	keys, err := a.keys(ctx, tokenOfBucket, account+"/")
	if err != nil {
		return err
	}
	for _, key := range keys {
		if err := a.RevokeToken(ctx, account, strings.TrimPrefix(key, account+"/")); err != nil {
			return err
		}
	}
	return nil
}

// KeepToken gives an account a token whose secret the caller has made, of at least 128 bits that nobody can guess; to keep it again is no error. A
// registration that is sent twice so gets one token, twice.
func (a *Accounts) KeepToken(ctx context.Context, account, label, secret string) (string, error) {
	label, err := cleanText("label", label, 60)
	if err != nil {
		return "", err
	}
	secret = tokenMark + secret
	t := Token{ID: hashOf(secret), Account: account, Label: label, Created: a.now()}
	if err := orNil(a.create(ctx, tokenOfBucket, account+"/"+t.ID, struct{}{}), a.o.Exists); err != nil {
		return "", err
	}
	return secret, orNil(a.create(ctx, tokenBucket, t.ID, t), a.o.Exists)
}

func isRefusal(err error) bool {
	var e *models.Error
	return errors.As(err, &e)
}
