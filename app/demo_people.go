package main

import (
	"crypto/rand"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"shanpei/internal/accounts"
	"shanpei/models"
)

// demoCounties are the six counties in the order of the article's table, with their sub-brands, townships and functional zones.
var demoCounties = []models.County{
	{Code: "370902", Name: "泰山区", SubBrand: "泰关爱 护童行", Townships: []string{
		"岱庙街道", "财源街道", "泰前街道", "上高街道", "徐家楼街道", "省庄镇", "邱家店镇", "大津口乡", "泰山景区（功能区）"}},
	{Code: "370911", Name: "岱岳区", SubBrand: "助梦飞翔 护未岱岳", Townships: []string{
		"粥店街道", "天平街道", "山口镇", "祝阳镇", "范镇", "角峪镇", "徂徕镇", "满庄镇", "夏张镇", "道朗镇", "黄前镇", "大汶口镇", "马庄镇", "下港镇", "化马湾乡",
		"高新区（功能区）"}},
	{Code: "370921", Name: "宁阳县", SubBrand: "宁阳红 心陪伴", Townships: []string{
		"文庙街道", "八仙桥街道", "泗店镇", "东疏镇", "伏山镇", "堽城镇", "蒋集镇", "磁窑镇", "华丰镇", "葛石镇", "东庄镇", "鹤山镇", "乡饮乡"}},
	{Code: "370923", Name: "东平县", SubBrand: "东原汇爱 护航未来", Townships: []string{
		"东平街道", "州城街道", "彭集街道", "沙河站镇", "老湖镇", "银山镇", "斑鸠店镇", "接山镇", "大羊镇", "梯门镇", "新湖镇", "戴庙镇", "商老庄乡", "旧县乡"}},
	{Code: "370982", Name: "新泰市", SubBrand: "心连心 未爱童行", Townships: []string{
		"青云街道", "新汶街道", "东都镇", "小协镇", "翟镇", "泉沟镇", "羊流镇", "果都镇", "西张庄镇", "天宝镇", "楼德镇", "禹村镇", "宫里镇", "谷里镇", "石莱镇",
		"放城镇", "刘杜镇", "汶南镇", "龙廷镇", "岳家庄乡"}},
	{Code: "370983", Name: "肥城市", SubBrand: "桃都暖阳", Townships: []string{
		"新城街道", "老城街道", "王瓜店街道", "仪阳街道", "潮泉镇", "桃园镇", "王庄镇", "湖屯镇", "石横镇", "安临站镇", "孙伯镇", "安驾庄镇", "边院镇", "汶阳镇"}},
}

// demoUser is somebody of the demonstration. Their names say what they are: nobody real is meant.
type demoUser struct {
	key        string
	role       models.Role
	name       string
	county     string
	township   string
	enterprise string // key of demoEnterprises
}

// demoUsers are in the order of the roles of interface.md.
var demoUsers = []demoUser{
	{"yangliu", models.TownshipWorker, "羊流镇儿童督导员（演示）", "370982", "羊流镇", ""},
	{"shiheng", models.TownshipWorker, "石横镇儿童督导员（演示）", "370983", "石横镇", ""},
	{"yinshan", models.TownshipWorker, "银山镇儿童督导员（演示）", "370923", "银山镇", ""},
	{"county-370982", models.CountyOfficer, "新泰市民政局经办（演示）", "370982", "", ""},
	{"county-370983", models.CountyOfficer, "肥城市民政局经办（演示）", "370983", "", ""},
	{"county-370902", models.CountyOfficer, "泰山区民政局经办（演示）", "370902", "", ""},
	{"county-370911", models.CountyOfficer, "岱岳区民政局经办（演示）", "370911", "", ""},
	{"county-370921", models.CountyOfficer, "宁阳县民政局经办（演示）", "370921", "", ""},
	{"county-370923", models.CountyOfficer, "东平县民政局经办（演示）", "370923", "", ""},
	{"manager", models.ProgramManager, "项目部主管（演示）", "", "", ""},
	{"maker", models.FinanceMaker, "财务制单（演示）", "", "", ""},
	{"checker", models.FinanceChecker, "财务复核（演示）", "", "", ""},
	{"secretary", models.SecretaryGeneral, "秘书长（演示）", "", "", ""},
	{"auditor", models.Auditor, "监事（演示）", "", "", ""},
	{"admin", models.Admin, "系统管理员（演示）", "", "", ""},
	{"yunqiao", models.DonorOwner, "云桥精密负责人（演示）", "", "", "yunqiao"},
	{"ximing", models.DonorOwner, "蟋鸣电商负责人（演示）", "", "", "ximing"},
	{"hefeng", models.DonorOwner, "禾丰食品负责人（演示）", "", "", "hefeng"},
	{"songfeng", models.DonorOwner, "松风文旅负责人（演示）", "", "", "songfeng"},
	{"shiwu", models.DonorOwner, "石屋建材负责人（演示）", "", "", "shiwu"},
	{"wenyang", models.DonorOwner, "汶阳渡新能源负责人（演示）", "", "", "wenyang"},
	{"zhuyuan", models.DonorOwner, "铸远起重负责人（演示）", "", "", "zhuyuan"},
	{"huyun", models.DonorOwner, "湖韵水产负责人（演示）", "", "", "huyun"},
	{"shuzhi", models.DonorOwner, "嬴汶数智负责人（演示）", "", "", "shuzhi"},
	{"kangyang", models.DonorOwner, "徂徕康养负责人（演示）", "", "", "kangyang"},
	{"yunqiao-finance", models.DonorFinance, "云桥精密财务（演示）", "", "", "yunqiao"},
	{"ximing-finance", models.DonorFinance, "蟋鸣电商财务（演示）", "", "", "ximing"},
	{"yunqiao-viewer", models.DonorViewer, "云桥精密公益专员（演示）", "", "", "yunqiao"},
	{"ximing-viewer", models.DonorViewer, "蟋鸣电商公益专员（演示）", "", "", "ximing"},
}

func personByKey(key string) demoUser {
	i := slices.IndexFunc(demoUsers, func(p demoUser) bool { return p.key == key })
	return demoUsers[i]
}

// makeAccounts makes everybody's account with a password and a token of this installation alone. Two at a time: that many are hashed at once.
func (d *demo) makeAccounts() {
	d.logins = make([]DemoAccount, len(demoUsers))
	ids := make([]string, len(demoUsers))
	errs := make([]error, len(demoUsers))
	var wg sync.WaitGroup
	for lane := range 2 {
		wg.Go(func() {
			for i := lane; i < len(demoUsers); i += 2 {
				d.logins[i], ids[i], errs[i] = d.makeAccount(demoUsers[i])
			}
		})
	}
	wg.Wait()
	for i, p := range demoUsers {
		if errs[i] != nil {
			d.err = fmt.Errorf("the account of %s: %w", p.key, errs[i])
			return
		}
		d.people[p.key] = models.Actor{ID: ids[i]}
	}
}

func (d *demo) makeAccount(p demoUser) (DemoAccount, string, error) {
	email := strings.ReplaceAll(string(p.role), "_", ".") + "." + p.key + "@demo.example"
	password := strings.ToLower(rand.Text()[:20])
	acc, err := d.acc.Create(d.ctx, accounts.NewAccount{Name: p.name, Email: email, Password: password})
	if err != nil {
		return DemoAccount{}, "", err
	}
	token, err := d.acc.IssueToken(d.ctx, acc.ID, "演示", time.Time{})
	return DemoAccount{Role: p.role, Name: p.name, Email: email, Password: password, Token: token}, acc.ID, err
}

// demoEnterprise is a fictional donor. Its code is from the range that GB 11714 leaves to everybody's own use.
type demoEnterprise struct {
	key, name, uscc string
	contact         string // a canary: this name must never be seen outside the vault
	member          bool
	approval        string // of a state-owned one
}

var demoEnterprises = []demoEnterprise{
	{"yunqiao", "岱青云桥精密制造有限公司（演示）", "91370900PDY00028XA", "金丝雀·云桥联系人", true, ""},
	{"hefeng", "汶畔禾丰食品有限公司（演示）", "91370923PDY000183E", "金丝雀·禾丰联系人", false, ""},
	{"songfeng", "泰麓松风文旅有限公司（演示）", "91370902PDY0002207", "金丝雀·松风联系人", false, ""},
	{"shiwu", "桃源石屋建材有限公司（演示）", "91370983PDY000204U", "金丝雀·石屋联系人", false, ""},
	{"wenyang", "汶阳渡新能源有限公司（演示）", "91370983PDY000343J", "金丝雀·汶阳联系人", true, "演示国资批〔示〕第7号"},
	{"zhuyuan", "羊流铸远起重机械有限公司（演示）", "91370982PDY000263G", "金丝雀·铸远联系人", false, ""},
	{"ximing", "宁川蟋鸣电子商务有限公司（演示）", "91370921PDY000247F", "金丝雀·蟋鸣联系人", false, ""},
	{"huyun", "东原湖韵水产有限公司（演示）", "91370923PDY0003270", "金丝雀·湖韵联系人", false, ""},
	{"shuzhi", "嬴汶数智科技有限公司（演示）", "91370900PDY000423Y", "金丝雀·数智联系人", false, ""},
	{"kangyang", "徂徕康养医疗有限公司（演示）", "91370902PDY00036XT", "金丝雀·康养联系人", true, ""},
}

func enterpriseByKey(key string) demoEnterprise {
	i := slices.IndexFunc(demoEnterprises, func(e demoEnterprise) bool { return e.key == key })
	return demoEnterprises[i]
}

// registerEnterprises registers and verifies the ten donors, and adds the people of two of them.
func (d *demo) registerEnterprises() {
	d.to(292)
	for i, e := range demoEnterprises {
		contact := d.seal("contact", map[string]string{
			"name": e.contact, "phone": fmt.Sprintf("1380000%04d", i+1), "email": e.key + "@canary.example",
		})
		out := d.do("visitor", models.RegisterEnterprise{
			Name: e.name, USCC: e.uscc, Contact: contact, StateOwned: e.approval != "", Approval: e.approval, Owner: d.people[e.key].ID,
		})
		d.enterprises[e.key] = made[models.EnterpriseRegistered](out).Enterprise.ID
		d.settle(e.key)
	}
	d.to(290)
	for _, e := range demoEnterprises {
		d.do("manager", models.VerifyEnterprise{ID: d.enterprises[e.key], Member: e.member})
	}
	d.to(289)
	for _, p := range demoUsers {
		if p.role == models.DonorFinance || p.role == models.DonorViewer {
			d.addPerson(p.key)
		}
	}
}
