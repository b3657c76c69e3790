module clean/typedapp
