module clean/byhand
